import { monotonicMs } from '@cronicl/core'
import { expect, test, vi } from 'vitest'
import { locateTools } from './locate-tools.ts'
import { run } from './run.ts'

vi.setConfig({ testTimeout: 20_000 })

const shell = (script: string) => ({ command: 'sh', args: ['-c', script], timeoutMs: 20_000 })

/** Processes whose command line holds this mark. */
async function alive(mark: string): Promise<number> {
  const { stdout } = await run({ command: 'ps', args: ['-eo', 'args'], timeoutMs: 5000, maxStdoutBytes: 10_000_000 })
  return stdout.split('\n').filter((line) => line.includes(mark)).length
}

test('lines come as they are said, whole, also when they come in pieces', async () => {
  const lines: string[] = []
  await run({
    ...shell("printf 'a=1\\nb'; sleep 0.05; printf '=2\\nc=\\303'; sleep 0.05; printf '\\251\\n'"),
    onLine: (line) => lines.push(line),
  })
  expect(lines).toEqual(['a=1', 'b=2', 'c=é'])
})

test('a failure keeps what the process said as its cause and shows the user none of it', async () => {
  const failing = run({
    ...shell('echo /secret/path >&2; exit 3'),
    failure: { code: 'UNSUPPORTED_MEDIA', message: 'No.' },
  })
  const error = await failing.catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({ code: 'UNSUPPORTED_MEDIA', message: 'No.' })
  expect(String((error as Error).cause)).toContain('/secret/path')
})

test('what a process says is kept within bounds', async () => {
  const { stderr } = await run(shell('head -c 200000 /dev/zero | tr "\\0" x >&2; echo end >&2'))
  expect(stderr.length).toBeLessThanOrEqual(16_384)
  expect(stderr.endsWith('end\n')).toBe(true)
  await expect(run({ ...shell('head -c 5000 /dev/zero; sleep 20'), maxStdoutBytes: 1000 })).rejects.toMatchObject({
    code: 'UNSUPPORTED_MEDIA',
  })
})

test('a command that is not there is told as such', async () => {
  await expect(run({ command: '/nowhere/ffmpeg', args: [], timeoutMs: 1000 })).rejects.toMatchObject({
    code: 'PROVIDER_NOT_CONFIGURED',
  })
})

test('an abort ends a deaf process and its children within two seconds', async () => {
  const mark = `91.${process.pid}`
  const controller = new AbortController()
  // Neither the shell nor its child listens to SIGTERM.
  const running = run({
    ...shell(`trap '' TERM; sleep ${mark} & echo started; wait; sleep ${mark}`),
    signal: controller.signal,
    onLine: () => controller.abort(),
  })
  const startedMs = monotonicMs()
  expect(await running.catch((thrown: unknown) => thrown)).toBe(controller.signal.reason)
  expect(controller.signal.aborted).toBe(true)
  expect(monotonicMs() - startedMs).toBeLessThan(2000)
  await vi.waitFor(async () => expect(await alive(`sleep ${mark}`)).toBe(0), { timeout: 1000, interval: 50 })
})

test('a process that takes too long is ended', async () => {
  await expect(run({ ...shell('sleep 20'), timeoutMs: 100 })).rejects.toMatchObject({ code: 'INTERNAL_ERROR' })
})

test('nothing is started when the work is already called off', async () => {
  const controller = new AbortController()
  controller.abort()
  const onLine = vi.fn()
  await expect(run({ ...shell('echo started'), signal: controller.signal, onLine })).rejects.toBe(
    controller.signal.reason,
  )
  expect(onLine).not.toHaveBeenCalled()
})

test('a listener that throws ends the process, and its error is the answer', async () => {
  const onLine = () => {
    throw new RangeError('full')
  }
  await expect(run({ ...shell('echo line; sleep 20'), onLine })).rejects.toThrow('full')
})

test('when this process is killed, so is what it started', async () => {
  const { launcher } = (await locateTools({})) ?? {}
  const mark = `92.${process.pid}`
  const module = new URL('./run.ts', import.meta.url).href
  const script = `
    const { run } = await import('${module}')
    const onLine = () => process.kill(process.pid, 'SIGKILL')
    await run({ command: 'sh', args: ['-c', 'echo started; exec sleep ${mark}'], launcher: ${JSON.stringify(launcher)}, timeoutMs: 60000, onLine })`
  const dying = run({ command: process.execPath, args: ['--input-type=module', '-e', script], timeoutMs: 20_000 })
  await expect(dying).rejects.toMatchObject({ code: 'INTERNAL_ERROR' })
  await vi.waitFor(async () => expect(await alive(`sleep ${mark}`)).toBe(0), { timeout: 5000, interval: 50 })
})
