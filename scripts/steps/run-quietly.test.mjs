import { expect, test } from 'vitest'
import { endRunning, runQuietly } from './run-quietly.mjs'

/** @param {string} code @param {(pid: number) => void} [onSpawn] */
const runNode = (code, onSpawn) =>
  runQuietly('It did not work.', process.execPath, ['-e', code], {
    cwd: process.cwd(),
    env: process.env,
    ...(onSpawn ? { onSpawn } : {}),
  })

test('a command that succeeds says nothing and names its pid', async () => {
  /** @type {number[]} */
  const pids = []
  await runNode('console.log("chatter")', (pid) => pids.push(pid))
  expect(pids).toEqual([expect.any(Number)])
})

test('a command that fails gives what it printed last and what to do', async () => {
  const failure = runNode('console.log("x".repeat(9000)); console.error("npm error code ENOSPC"); process.exitCode = 3')
  await expect(failure).rejects.toMatchObject({
    name: 'StepFailure',
    message: 'It did not work.',
    advice: expect.stringContaining('disk space'),
    output: expect.stringMatching(/npm error code ENOSPC$/),
  })
  await expect(failure).rejects.toSatisfy((error) => error.output.length <= 4_000)
})

test('a silent failure names its exit code', async () => {
  await expect(runNode('process.exitCode = 3')).rejects.toMatchObject({
    output: expect.stringContaining('exit code 3'),
  })
})

test('a command that is not there is named', async () => {
  const failure = runQuietly('It did not work.', 'no-such-command-here', [], { cwd: process.cwd(), env: process.env })
  await expect(failure).rejects.toMatchObject({ advice: expect.stringContaining('Install no-such-command-here') })
})

test('a signal ends what is under way', async () => {
  const spawned = Promise.withResolvers()
  const failure = runNode('setInterval(() => {}, 1000)', () => spawned.resolve(undefined)).catch((error) => error)
  await spawned.promise
  await endRunning('SIGTERM')
  expect(await failure).toMatchObject({ output: expect.stringContaining('SIGTERM') })
})
