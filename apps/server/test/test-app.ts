import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Logger } from '@cronicl/core'
import { createTestDatabase } from '@cronicl/db/testing'
import { installQueue } from '@cronicl/jobs'
import { type Runtime, createRuntime, parseEnv } from '@cronicl/runtime'
import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify'
import { buildApp } from '../src/app.ts'

export interface TestApp extends AsyncDisposable {
  app: FastifyInstance
  runtime: Runtime
  /** Calls as a signed-in user. */
  as(token: string, options: InjectOptions): Promise<LightMyRequestResponse>
  /** A fresh account and its access token. */
  signUp(): Promise<{ token: string; userId: string; email: string }>
}

let accounts = 0

/** The API over a database and a folder of its own; nothing is mocked. */
export async function createTestApp(variables: Record<string, string> = {}, log?: Logger): Promise<TestApp> {
  const database = await createTestDatabase()
  await installQueue(database.url)
  const home = await mkdtemp(join(tmpdir(), 'cronicl-app-'))
  const parsed = parseEnv({
    NODE_ENV: 'test',
    DATABASE_URL: database.url,
    JWT_SECRET: 'a secret for tests, long enough to sign',
    CRONICL_HOME: home,
    LOG_LEVEL: 'silent',
    PORT: '0',
    ...variables,
  })
  if (!parsed.ok) throw new Error(parsed.problems.join('\n'))
  const runtime = await createRuntime(parsed.env, { service: 'test', ...(log ? { log } : {}) })
  const app = await buildApp(runtime)
  const as = (token: string, options: InjectOptions): Promise<LightMyRequestResponse> =>
    app.inject({ ...options, headers: { ...options.headers, authorization: `Bearer ${token}` } })
  return {
    app,
    runtime,
    as,
    signUp: async () => {
      const email = `person-${++accounts}@example.com`
      const response = await app.inject({
        method: 'POST',
        url: '/auth/register',
        payload: { email, password: 'a lantern in the fog' },
      })
      const { accessToken, user } = response.json<{ accessToken: string; user: { id: string } }>()
      return { token: accessToken, userId: user.id, email }
    },
    [Symbol.asyncDispose]: async () => {
      await app.close()
      await runtime.close()
      await database[Symbol.asyncDispose]()
      await rm(home, { recursive: true, force: true })
    },
  }
}
