import { type Logger, type ManualClock, manualClock, newId, secondMs, silentLogger } from '@cronicl/core'
import { type Database, transact } from '@cronicl/db'
import { createTestDatabase } from '@cronicl/db/testing'
import { type JobDefinition, createSender, defineJob, installQueue, jobDefinitions, jobPayload } from '@cronicl/jobs'
import type { BlobStore } from '@cronicl/storage'
import type { Actor, DomainContext } from '../../context.ts'
import { defaultPlans } from '../../usage/plans.ts'
import { openJobEvents } from '../job-events.ts'
import { type StartedJob, startJob } from '../start-job.ts'

/** What verbs on jobs ask for. */
export type JobContext = Pick<
  DomainContext,
  'db' | 'transact' | 'actor' | 'blobs' | 'config' | 'clock' | 'jobEvents' | 'log'
>

export interface JobHouse extends AsyncDisposable {
  url: string
  db: Database
  clock: ManualClock
  definition: JobDefinition
  /** Signed in as a fresh user. */
  user(role?: 'USER' | 'ADMIN'): Promise<{ userId: string; ctx: JobContext }>
  /** As the house itself. */
  ctx: JobContext
  start(
    userId: string,
    request?: { input?: object; idempotencyKey?: string; definition?: JobDefinition },
  ): Promise<StartedJob>
}

const testDefinition: JobDefinition = defineJob({
  name: 'test-work',
  kind: 'test',
  payload: jobPayload,
  policy: {
    concurrency: 1,
    maxFailures: 3,
    retryDelaysMs: [1 * secondMs, 4 * secondMs],
    maxDeaths: 3,
    timeoutMs: 60 * secondMs,
  },
})

const blobs = {
  signGet: async (key: string, { expiresInS }: { expiresInS: number }) => ({
    url: `https://blobs.test/${key}?for=${expiresInS}`,
    expiresAt: new Date('2026-02-01T00:00:00Z'),
  }),
} as unknown as BlobStore

/** A database of its own with an installed queue, and contexts for whoever acts on its jobs. No worker runs. */
export async function openJobHouse(log: Logger = silentLogger): Promise<JobHouse> {
  const database = await createTestDatabase()
  const { url, db } = database
  const clock = manualClock()
  await installQueue(url, [testDefinition, ...jobDefinitions])
  const sender = createSender(db)
  const jobEvents = await openJobEvents(url, log)
  const config = {
    media: { signedUrlS: 3_600, renderUrlS: 7 * 86_400 },
    usage: { plans: defaultPlans },
  } as DomainContext['config']
  const contextOf = (actor: Actor): JobContext => ({
    db,
    transact: (work) => transact(db, (tx) => work({ db: tx, enqueue: sender.within(tx) })),
    actor,
    blobs,
    config,
    clock,
    jobEvents,
    log,
  })
  const ctx = contextOf({ type: 'system' })
  return {
    url,
    db,
    clock,
    definition: testDefinition,
    ctx,
    user: async (role = 'USER') => {
      const userId = newId('user')
      await db.user.create({ data: { id: userId, email: `${userId}@example.com`, role, createdAt: clock.now() } })
      return { userId, ctx: contextOf({ type: 'user', userId, sessionId: 'ses_test', role }) }
    },
    start: (userId, { input = {}, idempotencyKey, definition = testDefinition } = {}) =>
      ctx.transact((tx) =>
        startJob(
          { ...tx, clock },
          { definition, userId, input: { ...input }, ...(idempotencyKey ? { idempotencyKey } : {}) },
        ),
      ),
    [Symbol.asyncDispose]: async () => {
      await jobEvents.close()
      await database[Symbol.asyncDispose]()
    },
  }
}
