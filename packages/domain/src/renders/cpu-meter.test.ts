import { createHash } from 'node:crypto'
import { monotonicMs } from '@cronicl/core'
import { expect, test } from 'vitest'
import { startCpuMeter } from './cpu-meter.ts'

const isLinux = process.platform === 'linux'

function burn(ms: number): void {
  const until = process.cpuUsage().user + ms * 1_000
  while (process.cpuUsage().user < until) createHash('sha256').update('x'.repeat(10_000)).digest()
}

test('what is burnt is measured, and not the time that passes', async () => {
  await using meter = await startCpuMeter()
  const startedMs = monotonicMs()
  burn(200)
  const spent = await meter.readMs()
  if (!isLinux) return expect(spent).toBeNull()
  expect(spent).toBeGreaterThanOrEqual(190)
  expect(spent).toBeLessThanOrEqual(4 * (monotonicMs() - startedMs) + 100)
})

test('of works that overlap nothing is said, and of the next one again', async () => {
  {
    await using first = await startCpuMeter()
    {
      await using second = await startCpuMeter()
      expect(await second.readMs()).toBeNull()
    }
    expect(await first.readMs()).toBeNull()
  }
  await using next = await startCpuMeter()
  expect((await next.readMs()) === null).toBe(!isLinux)
})
