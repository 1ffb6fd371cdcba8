import { setTimeout as sleep } from 'node:timers/promises'
import { PgBoss } from 'pg-boss'

/** pg-boss as its first example shows it: one job a poll, a poll every two seconds. In a schema of its own. */
export async function measurePolling(options: {
  url: string
  samples: number
  concurrency: number
}): Promise<{ pickupMs: number[]; drainPerS: number }> {
  const boss = new PgBoss({ connectionString: options.url, schema: 'baseline' })
  boss.on('error', () => {})
  await boss.start()
  try {
    return { pickupMs: await pickup(boss, options.samples), drainPerS: await drain(boss, options.concurrency) }
  } finally {
    await boss.stop({ graceful: false })
  }
}

/** Many queues at once, each with a worker of its own, only so that it does not take minutes. */
async function pickup(boss: PgBoss, samples: number): Promise<number[]> {
  const queues = 20
  const measured: number[] = []
  await Promise.all(
    Array.from({ length: queues }, async (_, queue) => {
      const name = `pickup-${queue}`
      await boss.createQueue(name)
      let onPicked = (): void => {}
      await boss.work(name, async () => onPicked())
      for (let i = 0; i < samples / queues; i++) {
        const picked = Promise.withResolvers<void>()
        onPicked = picked.resolve
        await sleep(Math.random() * 2_000)
        const startedMs = performance.now()
        await boss.send(name, {})
        await picked.promise
        measured.push(performance.now() - startedMs)
      }
      await boss.offWork(name)
    }),
  )
  return measured
}

/** Over ten seconds, because the whole backlog would take it minutes. */
async function drain(boss: PgBoss, concurrency: number): Promise<number> {
  const overS = 10
  await boss.createQueue('drain')
  await boss.insert(
    'drain',
    Array.from({ length: 1_000 }, () => ({ data: {} })),
  )
  let done = 0
  await boss.work('drain', { localConcurrency: concurrency }, async () => void done++)
  await sleep(overS * 1_000)
  await boss.offWork('drain')
  return done / overS
}
