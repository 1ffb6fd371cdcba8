// .env.example is what packages/runtime/src/env.ts says. `-- --write` brings it up to date.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../steps/paths.mjs'

const file = join(root, '.env.example')

/**
 * @param {string} generated what the schema says now
 * @param {string | undefined} committed what stands in the file, undefined when there is none
 * @returns {string | undefined} what is wrong and what to do, undefined when they are the same
 */
export function staleness(generated, committed) {
  const mend = 'Run `node scripts/checks/env-example.mjs --write` and commit it.'
  if (committed === undefined) return `There is no .env.example. ${mend}`
  if (committed === generated) return undefined
  const [now, then] = [generated.split('\n'), committed.split('\n')]
  const at = now.findIndex((line, index) => line !== then[index])
  const line = at === -1 ? now.length : at
  const shown = (/** @type {string | undefined} */ text) => (text === undefined ? 'nothing' : `"${text}"`)
  return `.env.example differs from packages/runtime/src/env.ts at line ${line + 1}: it says ${shown(then[line])}, the schema ${shown(now[line])}. ${mend}`
}

/** @returns {string} */
function generate() {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['packages/runtime/src/env-example.ts'], {
    cwd: root,
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(stderr)
  return stdout
}

if (import.meta.main) {
  const generated = generate()
  if (process.argv.includes('--write')) writeFileSync(file, generated)
  const stale = staleness(generated, existsSync(file) ? readFileSync(file, 'utf8') : undefined)
  if (stale) console.error(stale)
  process.exitCode = stale ? 1 : 0
}
