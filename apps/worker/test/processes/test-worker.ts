// A worker process of its own, run by spawn-test-worker.ts: the real runWorker with one handler that only takes time.
import { setTimeout as sleep } from 'node:timers/promises'
import { type Logger, systemClock } from '@cronicl/core'
import { createDatabase, transact } from '@cronicl/db'
import { defaultConfig, openJobEvents } from '@cronicl/domain'
import { createSender } from '@cronicl/jobs'
import type { JobHandler } from '../../src/job-handler.ts'
import { runWorker } from '../../src/run-worker.ts'
import type { WorkContext } from '../../src/work.ts'
import { type TestWorkerMessage, type TestWorkerOptions, testWork, testWorkInput } from './test-work.ts'

const { url, concurrency, finishMs } = JSON.parse(process.argv[2] as string) as TestWorkerOptions
const say = (message: TestWorkerMessage): void => void process.send?.(message)
const complain = (fields: object, message?: string): void =>
  void process.stderr.write(
    `${message ?? ''} ${JSON.stringify(fields, (_key, part) => (part instanceof Error ? part.stack : part))}\n`,
  )
const log: Logger = { debug: () => {}, info: () => {}, warn: complain, error: complain, child: () => log }

const db = createDatabase(url, { maxConnections: 6 })
const sender = createSender(db)
const jobEvents = await openJobEvents(url, log)
const context: WorkContext = {
  db,
  transact: (work) => transact(db, (tx) => work({ db: tx, enqueue: sender.within(tx) })),
  clock: systemClock,
  config: { ...defaultConfig, auth: { ...defaultConfig.auth, jwtSecrets: [] } },
  jobEvents,
  log,
}

const handle: JobHandler<WorkContext> = async (_ctx, running) => {
  const { jobId, attempt, signal } = running
  say({ type: 'picked', jobId, attempt, atNs: String(process.hrtime.bigint()) })
  const { workMs, effect } = testWorkInput.parse(running.input)
  try {
    if (workMs > 0) await sleep(workMs, undefined, { signal })
  } catch (error) {
    say({ type: 'stopped', jobId, attempt })
    throw error
  }
  const leaveRow: Parameters<typeof running.succeed>[1] = async (tx) => {
    await tx.db.$executeRaw`INSERT INTO test_effects VALUES (${jobId}, ${attempt})`
  }
  await running.succeed({ outputs: [] }, effect ? leaveRow : undefined)
  say({ type: 'done', jobId, attempt })
}

const worker = await runWorker({
  url,
  definitions: [testWork],
  handlers: { [testWork.name]: handle },
  context: () => context,
  log,
  concurrency: { [testWork.name]: concurrency },
})
const end = async (): Promise<void> => {
  await worker.stop({ finishMs })
  await jobEvents.close()
  await db.$disconnect()
  process.exit(0)
}
process.once('SIGTERM', () => void end())
// Nothing outlives the test that started it.
process.on('disconnect', () => process.exit(1))
say({ type: 'ready' })
