import { setTimeout as sleep } from 'node:timers/promises'
import { createSender } from '@cronicl/jobs'
import { spawnTestWorker } from '@cronicl/worker/testing/spawn-test-worker'
import { type Bed, startWork } from './start-work.ts'

/** Milliseconds from just before a job's commit to its handler's first line in another process, one job at a time. */
export async function measurePickup(bed: Bed & { samples: number }): Promise<number[]> {
  const sender = createSender(bed.db)
  const pickedNs = new Map<string, bigint>()
  let onDone = (): void => {}
  const worker = await spawnTestWorker({ url: bed.url, concurrency: 4, finishMs: 0 }, (message) => {
    if (message.type === 'picked') pickedNs.set(message.jobId, BigInt(message.atNs))
    if (message.type === 'done') onDone()
  })
  try {
    const sample = async (): Promise<number> => {
      const done = Promise.withResolvers<void>()
      onDone = done.resolve
      const { id, atNs } = await startWork(bed, sender)
      await done.promise
      return Number((pickedNs.get(id) as bigint) - atNs) / 1e6
    }
    for (let warmUp = 0; warmUp < 20; warmUp++) await sample()
    const samples: number[] = []
    for (let i = 0; i < bed.samples; i++) {
      // Uneven, so that no rhythm of the worker's own is met again and again.
      await sleep(10 + Math.random() * 40)
      samples.push(await sample())
    }
    return samples
  } finally {
    worker.kill('SIGTERM')
    await worker.exited
  }
}
