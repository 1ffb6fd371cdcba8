import { createSender } from '@cronicl/jobs'
import { spawnTestWorker } from '@cronicl/worker/testing/spawn-test-worker'
import { type Bed, startWork } from './start-work.ts'

/** Jobs a second that one worker process brings from a backlog to succeeded: from its first handler to its last job's end. */
export async function measureDrain(bed: Bed & { jobs: number; concurrency: number }): Promise<number> {
  const sender = createSender(bed.db)
  for (let i = 0; i < bed.jobs; i++) await startWork(bed, sender)
  let done = 0
  let startedNs: bigint | undefined
  const drained = Promise.withResolvers<bigint>()
  const worker = await spawnTestWorker({ url: bed.url, concurrency: bed.concurrency, finishMs: 0 }, (message) => {
    if (message.type === 'picked') startedNs ??= BigInt(message.atNs)
    if (message.type === 'done' && ++done === bed.jobs) drained.resolve(process.hrtime.bigint())
  })
  try {
    const endedNs = await drained.promise
    return bed.jobs / (Number(endedNs - (startedNs as bigint)) / 1e9)
  } finally {
    worker.kill('SIGTERM')
    await worker.exited
  }
}
