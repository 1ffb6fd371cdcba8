// `npm run reset`: removes the embedded state (database, media, secrets, logs) after asking. `-- --yes` does not ask.
import { existsSync, rmSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { lockInstance } from './stack/instance-lock.mjs'
import { root } from './steps/paths.mjs'

const configured = process.env.CRONICL_HOME || '.cronicl'
const home = isAbsolute(configured) ? configured : join(root, configured)
if (!existsSync(home)) {
  console.log(`There is nothing at ${home}.`)
  process.exit(0)
}
const lock = lockInstance(join(home, 'instance.json'))
if ('holder' in lock) {
  console.error(`Cronicl is running (process ${lock.holder.pid}). Stop it first.`)
  process.exit(1)
}
const sure =
  process.argv.includes('--yes') || (await ask(`Remove everything in ${home}: accounts, stories, media? [y/N] `))
if (sure) rmSync(home, { recursive: true, force: true })
else lock.release()
console.log(sure ? 'Removed.' : 'Kept.')

/** @param {string} question */
async function ask(question) {
  const terminal = createInterface({ input: process.stdin, output: process.stdout })
  const answer = await terminal.question(question)
  terminal.close()
  return /^y(es)?$/i.test(answer.trim())
}
