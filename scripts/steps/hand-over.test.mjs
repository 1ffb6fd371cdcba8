import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const handOver = join(import.meta.dirname, 'hand-over.mjs')

/** A process that hands over to Node with `code`, and exits with what handOver answers. @param {string} code */
const wrapper = (code) => `
  import { handOver } from ${JSON.stringify(handOver)}
  const { exitCode, interrupted } = await handOver(process.execPath, ['-e', ${JSON.stringify(code)}], { cwd: process.cwd(), env: process.env })
  console.log(interrupted ? 'interrupted' : 'undisturbed')
  process.exit(exitCode)`

/** @param {string} code @returns the process, and what it printed so far */
function start(code) {
  const child = spawn(process.execPath, ['--input-type=module', '-e', wrapper(code)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const printed = { text: '' }
  child.stdout.on('data', (chunk) => {
    printed.text += chunk
  })
  return { child, printed }
}

test('the exit code is the task’s', async () => {
  const { child, printed } = start('process.exit(7)')
  expect(await once(child, 'close')).toEqual([7, null])
  expect(printed.text).toBe('undisturbed\n')
})

test.each(/** @type {const} */ (['SIGTERM', 'SIGINT', 'SIGHUP']))(
  '%s reaches the task, which ends in its own way',
  async (signal) => {
    const { child, printed } = start(`
    process.on('${signal}', () => { console.log('cleaned up'); process.exit(5) })
    setInterval(() => {}, 1000)
    console.log('ready')`)
    await expect.poll(() => printed.text, { interval: 5 }).toBe('ready\n')
    child.kill(signal)
    expect(await once(child, 'close')).toEqual([5, null])
    expect(printed.text).toBe('ready\ncleaned up\ninterrupted\n')
  },
)

test('a task that a signal killed exits as shells say it: 128 and the signal’s number', async () => {
  const { child } = start(`process.kill(process.pid, 'SIGKILL')`)
  expect(await once(child, 'close')).toEqual([137, null])
})

test('when the parent goes without a word, the task is told', async () => {
  const code = `process.on('SIGTERM', () => { console.log('told'); process.exit() }); setInterval(() => {}, 1000); console.log('ready')`
  // A parent that dies as npm does: at once, passing nothing on.
  const parent = spawn(
    process.execPath,
    [
      '-e',
      `require('node:child_process').spawn(process.execPath, ['--input-type=module', '-e', ${JSON.stringify(wrapper(code))}], { stdio: 'inherit' })`,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  let printed = ''
  parent.stdout.on('data', (chunk) => {
    printed += chunk
  })
  await expect.poll(() => printed, { interval: 5 }).toBe('ready\n')
  parent.kill('SIGKILL')
  // Its output stays open until the last process that holds it has ended.
  await once(parent, 'close')
  expect(printed).toBe('ready\ntold\ninterrupted\n')
})
