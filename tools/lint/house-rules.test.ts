import { RuleTester } from 'oxlint/plugins-dev'
import { describe, it } from 'vitest'
import plugin from './house-rules.ts'

RuleTester.describe = describe
RuleTester.it = it
const tester = new RuleTester({ cwd: '/checkout', languageOptions: { sourceType: 'module' } })

type Example = [filename: string, code: string]

/** Every good example is silent; every bad one is reported once, with words that say what to do. */
function check(name: keyof typeof plugin.rules, advice: RegExp, { good, bad }: { good: Example[]; bad: Example[] }) {
  const title = ([filename, code]: Example) => `${filename}: ${code.length > 80 ? `${code.length} characters` : code}`
  tester.run(name, plugin.rules[name], {
    valid: good.map(([filename, code]) => ({ filename, code, name: title([filename, code]) })),
    invalid: bad.map(([filename, code]) => ({
      filename,
      code,
      name: title([filename, code]),
      errors: [{ message: advice }],
    })),
  })
}

check('no-process-env', /packages\/runtime\/src\/env\.ts/, {
  good: [
    ['packages/runtime/src/env.ts', 'export const raw = process.env'],
    ['packages/core/src/a.ts', 'process.exit(1); const env = { a: 1 }; env.a'],
    ['scripts/start.mjs', 'process.env.PORT'],
    ['bench/src/run.ts', 'process.env.PORT'],
    ['e2e/start.ts', 'process.env.PORT'],
    ['apps/dashboard/vite.config.ts', 'process.env.PORT'],
    ['packages/db/src/client.db.test.ts', 'process.env.DATABASE_URL'],
    ['packages/db/src/testing/server.ts', 'process.env.DATABASE_URL'],
    ['apps/server/test/app.test.ts', 'process.env.DATABASE_URL'],
  ],
  bad: [
    ['packages/domain/src/a.ts', 'const key = process.env.OPENAI_API_KEY'],
    ['packages/domain/src/a.ts', 'const key = process["env"].OPENAI_API_KEY'],
    ['packages/domain/src/a.ts', 'const key = globalThis.process.env.OPENAI_API_KEY'],
    ['packages/domain/src/a.ts', 'const { env } = process'],
    ['packages/domain/src/a.ts', 'import { env } from "node:process"'],
    ['apps/server/src/main.ts', 'const runtime = create(process.env)'],
    ['packages/runtime/src/logger.ts', 'process.env.LOG_LEVEL'],
  ],
})

check('no-own-clock', /ctx\.clock\.now\(\)/, {
  good: [
    ['packages/core/src/time.ts', 'export const systemClock = { now: () => new Date() }'],
    ['packages/domain/src/a.ts', 'new Date(ms); clock.now(); Date.parse(text)'],
    ['packages/client/src/session.ts', 'Date.now()'],
    ['apps/dashboard/src/ui/ago.tsx', 'new Date()'],
    ['bench/src/run.ts', 'Date.now()'],
    ['e2e/film.test.ts', 'Date.now()'],
  ],
  bad: [
    ['packages/domain/src/a.ts', 'const at = new Date()'],
    ['packages/domain/src/a.ts', 'const at = Date.now()'],
    ['packages/domain/src/a.ts', 'const now = clock ?? Date.now'],
    ['packages/domain/src/a.ts', 'const at = Date()'],
    ['apps/worker/src/main.ts', 'const at = Date.now()'],
  ],
})

check('no-stray-spawn', /packages\/render\/src\/ffmpeg\/run\.ts/, {
  good: [
    ['packages/render/src/ffmpeg/run.ts', 'import { spawn } from "node:child_process"'],
    ['packages/db/src/embedded/account.ts', 'import { execFile } from "node:child_process"'],
    ['packages/render/src/plan/plan.test.ts', 'import { spawnSync } from "node:child_process"'],
    ['scripts/start.mjs', 'import { spawn } from "node:child_process"'],
    ['packages/domain/src/a.ts', 'import { join } from "node:path"'],
  ],
  bad: [
    ['packages/render/src/ffmpeg/probe.ts', 'import { spawn } from "node:child_process"'],
    ['packages/domain/src/a.ts', 'import type { ChildProcess } from "child_process"'],
    ['packages/domain/src/a.ts', 'const { spawn } = await import("node:child_process")'],
    ['packages/domain/src/a.ts', 'const { spawn } = require("child_process")'],
    ['packages/domain/src/a.ts', 'export { spawn } from "node:child_process"'],
    ['packages/domain/src/a.ts', 'import { execa } from "execa"'],
  ],
})

check('no-query-in-api', /packages\/domain\/src\/<domain>\/<verb>\.ts/, {
  good: [
    ['packages/api/src/routers/media.ts', 'import { attach } from "@cronicl/domain"'],
    ['packages/domain/src/a.ts', 'import { db } from "@cronicl/db"'],
  ],
  bad: [
    ['packages/api/src/routers/media.ts', 'import { createDb } from "@cronicl/db"'],
    ['packages/api/src/routers/media.ts', 'import type { Db } from "@cronicl/db/testing"'],
    ['packages/api/src/trpc.ts', 'import { Prisma } from "@prisma/client"'],
    ['packages/api/src/trpc.ts', 'type Db = import("@cronicl/db").Db'],
    ['packages/api/src/trpc.ts', 'export * from "../../db/src/client.ts"'],
  ],
})

check('no-spelled-object-key', /packages\/storage\/src\/keys\.ts/, {
  good: [
    ['packages/storage/src/keys.ts', 'const key = `media/${userId}/images`'],
    ['packages/storage/src/local.test.ts', 'const key = "media/usr_1/images"'],
    ['apps/server/src/routes/uploads.ts', 'const route = "/media/upload"; const type = "social-media/x"'],
  ],
  bad: [
    ['packages/domain/src/media/a.ts', 'const key = `media/${userId}/images/${id}`'],
    ['packages/storage/src/local.ts', 'const prefix = "incoming/"'],
    ['packages/domain/src/generations/a.ts', 'const key = `private/${userId}/inputs/${id}`'],
  ],
})

check('no-console', /ctx\.logger/, {
  good: [
    ['packages/domain/src/a.ts', 'ctx.logger.info({ id }, "done")'],
    ['packages/client/src/a.ts', 'console.warn("offline")'],
    ['apps/dashboard/src/a.ts', 'console.warn("offline")'],
    ['packages/domain/src/a.test.ts', 'console.log("seen")'],
    ['scripts/start.mjs', 'console.log("ready")'],
  ],
  bad: [
    ['packages/domain/src/a.ts', 'console.log("done")'],
    ['apps/worker/src/main.ts', 'console.error("failed")'],
    ['apps/server/src/app.ts', 'const log = console.log'],
  ],
})

check(
  'who-imports-whom',
  /relative path|is for tests|write `import type`|imports .* only: take|imports no other package: take/,
  {
    good: [
      ['packages/db/src/client.ts', 'import { AppError } from "@cronicl/core"'],
      ['packages/domain/src/a.ts', 'import { keys } from "@cronicl/storage"'],
      [
        'packages/client/src/a.ts',
        'import type { AppRouter } from "@cronicl/api"; import { type Asset } from "@cronicl/domain"',
      ],
      ['packages/client/src/a.ts', 'type Router = import("@cronicl/api").AppRouter'],
      ['packages/jobs/src/queue.db.test.ts', 'import { createTestDatabase } from "@cronicl/db/testing"'],
      ['packages/domain/src/testing/context.ts', 'import { createTestDatabase } from "@cronicl/db/testing"'],
      ['apps/server/src/app.ts', 'import { appRouter } from "@cronicl/api"; import fastify from "fastify"'],
      ['bench/src/run.ts', 'import { buildApp } from "@cronicl/server"'],
    ],
    bad: [
      ['packages/core/src/a.ts', 'import { db } from "@cronicl/db"'],
      ['packages/storage/src/a.ts', 'import type { Db } from "@cronicl/db"'],
      ['packages/jobs/src/queue.ts', 'import { db } from "@cronicl/db"'],
      ['packages/api/src/a.ts', 'export * from "@cronicl/storage"'],
      ['packages/client/src/a.ts', 'import { appRouter } from "@cronicl/api"'],
      ['packages/client/src/a.ts', 'const { appRouter } = await import("@cronicl/api")'],
      ['packages/runtime/src/a.ts', 'import { buildApp } from "@cronicl/server"'],
      ['packages/domain/src/a.ts', 'import { createTestDatabase } from "@cronicl/db/testing"'],
      ['packages/domain/src/a.ts', 'import { verb } from "@cronicl/domain"'],
      ['apps/dashboard/src/a.ts', 'import { AppError } from "@cronicl/core"'],
    ],
  },
)

check('file-names', /rename|name this file|name the file/, {
  good: [
    ['packages/core/src/index.ts', 'export {}'],
    ['packages/db/src/testing/index.ts', 'export {}'],
    ['apps/worker/src/handlers/index.ts', 'export {}'],
    ['packages/db/src/generated/commonInputTypes.ts', 'export {}'],
    ['apps/dashboard/src/ui/progress-bar.tsx', 'export {}'],
    ['packages/core/src/story/canon-at.db.test.ts', 'export {}'],
    ['packages/domain/src/auth/common-passwords.ts', 'export {}'],
  ],
  bad: [
    ['apps/dashboard/src/ui/ProgressBar.tsx', 'export {}'],
    ['packages/core/src/story/index.ts', 'export {}'],
    ['apps/server/src/index.ts', 'export {}'],
    ['packages/core/src/utils.ts', 'export {}'],
    ['packages/core/src/test-helpers.ts', 'export {}'],
    ['packages/core/src/common/money.ts', 'export {}'],
    ['packages/core/src/snake_case.ts', 'export {}'],
  ],
})

const lines = (count: number) => 'export {}\n'.repeat(count)
check('file-length', /file named after it/, {
  good: [
    ['packages/core/src/a.ts', lines(250)],
    ['packages/core/src/a.test.ts', lines(251)],
    ['packages/db/src/generated/client.ts', lines(251)],
  ],
  bad: [
    ['packages/core/src/a.ts', lines(251)],
    ['apps/dashboard/src/ui/a.tsx', lines(251)],
  ],
})
