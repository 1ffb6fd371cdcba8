import { type Logger, newId, silentLogger, systemClock } from '@cronicl/core'
import { type Database, transact } from '@cronicl/db'
import { createTestDatabase } from '@cronicl/db/testing'
import { type JobDefinition, createSender, installQueue } from '@cronicl/jobs'
import { type DomainContext, defaultConfig, openJobEvents, startJob } from '@cronicl/domain'
import type { JobHandler } from '../src/job-handler.ts'
import { type RunningWorker, runWorker } from '../src/run-worker.ts'
import type { WorkContext } from '../src/work.ts'

export interface WorkerHouse extends AsyncDisposable {
  url: string
  db: Database
  context: WorkContext
  /** Starts a job as a user would and returns its id. */
  start(definition: JobDefinition, input?: object): Promise<string>
  /** Starts a worker for one kind of job. */
  work(definition: JobDefinition, handler: JobHandler<WorkContext>): Promise<RunningWorker>
}

/** A database with an installed queue, and workers in this process, which end with it. */
export async function openWorkerHouse(
  definitions: readonly JobDefinition[],
  log: Logger = silentLogger,
): Promise<WorkerHouse> {
  const database = await createTestDatabase()
  const { url, db } = database
  await installQueue(url, definitions)
  const jobEvents = await openJobEvents(url, log)
  const sender = createSender(db)
  const transactWith: WorkContext['transact'] = (work) =>
    transact(db, (tx) => work({ db: tx, enqueue: sender.within(tx) }))
  const config: DomainContext['config'] = { ...defaultConfig, auth: { ...defaultConfig.auth, jwtSecrets: [] } }
  const context: WorkContext = { db, transact: transactWith, clock: systemClock, config, jobEvents, log }
  const userId = newId('user')
  await db.user.create({ data: { id: userId, email: `${userId}@example.com`, createdAt: systemClock.now() } })
  const workers: RunningWorker[] = []
  return {
    url,
    db,
    context,
    start: async (definition, input = {}) =>
      (await transactWith((tx) => startJob({ ...tx, clock: systemClock }, { definition, userId, input: { ...input } })))
        .id,
    work: async (definition, handler) => {
      const worker = await runWorker({
        url,
        definitions: [definition],
        handlers: { [definition.name]: handler },
        context: () => context,
        log,
      })
      workers.push(worker)
      return worker
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all(workers.map((worker) => worker.stop({ finishMs: 0 })))
      await jobEvents.close()
      await database[Symbol.asyncDispose]()
    },
  }
}
