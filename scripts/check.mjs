// `npm run check [-- names]`: everything that can be said about the code without running its tests. Every check runs, also after one failed;
// what failed is printed in full, and a table comes last.
import { spawn } from 'node:child_process'
import { checks } from './checks/list.mjs'
import { root } from './steps/paths.mjs'

const wanted = process.argv.slice(2)
const unknown = wanted.filter((name) => !checks.some((check) => check.name === name))
if (unknown.length > 0) {
  console.error(`There is no check "${unknown.join('", "')}". Checks: ${checks.map(({ name }) => name).join(', ')}.`)
  process.exit(2)
}

/** @param {[string, ...string[]]} command @returns {Promise<{ ok: boolean, output: string, seconds: number }>} */
function run([file, ...args]) {
  const started = performance.now()
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
    /** @type {Buffer[]} */
    const output = []
    child.stdout.on('data', (chunk) => output.push(chunk))
    child.stderr.on('data', (chunk) => output.push(chunk))
    child.on('error', reject)
    child.on('close', (code) => {
      resolve({
        ok: code === 0,
        output: Buffer.concat(output).toString().trim(),
        seconds: (performance.now() - started) / 1000,
      })
    })
  })
}

/** @type {string[]} */
const table = []
for (const { name, what, command } of checks) {
  if (wanted.length > 0 && !wanted.includes(name)) continue
  const { ok, output, seconds } = await run(command())
  if (!ok) {
    console.log(`── ${name}: ${what}\n${output}\n`)
    process.exitCode = 1
  }
  table.push(`${ok ? 'ok    ' : 'FAILED'}  ${name.padEnd(12)}${seconds.toFixed(1).padStart(6)} s  ${what}`)
}
console.log(table.join('\n'))
