import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import plugin from './house-rules.ts'

const root = join(import.meta.dirname, '..', '..')

/** One offence of each rule, planted where the rule holds. */
const offences: Record<keyof typeof plugin.rules, [path: string, code: string]> = {
  'no-process-env': ['packages/domain/src/a.ts', 'export const key = process.env.OPENAI_API_KEY\n'],
  'no-own-clock': ['packages/domain/src/b.ts', 'export const at = new Date()\n'],
  'no-stray-spawn': ['packages/domain/src/c.ts', 'export { spawn } from "node:child_process"\n'],
  'no-query-in-api': ['packages/api/src/d.ts', 'export { Prisma } from "@prisma/client"\n'],
  'no-spelled-object-key': ['packages/domain/src/e.ts', 'export const key = "media/x"\n'],
  'no-console': ['packages/domain/src/f.ts', 'console.log("done")\n'],
  'who-imports-whom': ['packages/storage/src/h.ts', 'export { createDb } from "@cronicl/db"\n'],
  'file-names': ['packages/domain/src/utils.ts', 'export {}\n'],
  'file-length': ['packages/domain/src/g.ts', 'export {}\n'.repeat(251)],
}

let checkout = ''
beforeAll(() => {
  checkout = realpathSync(mkdtempSync(join(tmpdir(), 'house-rules-')))
  cpSync(join(root, '.oxlintrc.json'), join(checkout, '.oxlintrc.json'))
  cpSync(join(root, 'tools', 'lint'), join(checkout, 'tools', 'lint'), { recursive: true })
  for (const [path, code] of Object.values(offences)) {
    mkdirSync(dirname(join(checkout, path)), { recursive: true })
    writeFileSync(join(checkout, path), code)
  }
})
afterAll(() => rmSync(checkout, { recursive: true, force: true }))

test('the linter, as it is configured, reports an offence of every rule of the house', () => {
  const oxlint = join(root, 'node_modules', 'oxlint', 'bin', 'oxlint')
  const { stdout, status } = spawnSync(process.execPath, [oxlint, '--format=json', 'packages'], {
    cwd: checkout,
    encoding: 'utf8',
  })
  const { diagnostics } = JSON.parse(stdout) as { diagnostics: { code: string; filename: string; severity: string }[] }
  const reported = diagnostics
    .filter(({ code }) => code.startsWith('house('))
    .map(({ code, filename, severity }) => `${code} ${severity} ${filename}`)
  const expected = Object.entries(offences).map(([rule, [path]]) => `house(${rule}) error ${path}`)
  expect(reported.toSorted()).toEqual(expected.toSorted())
  expect(status).toBe(1)
})
