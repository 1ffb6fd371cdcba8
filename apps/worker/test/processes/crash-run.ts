import { setTimeout as sleep } from 'node:timers/promises'
import { monotonicMs, newId, systemClock } from '@cronicl/core'
import { type Database, createDatabase, transact } from '@cronicl/db'
import { startJob } from '@cronicl/domain'
import { createSender, installQueue } from '@cronicl/jobs'
import { type TestWorker, spawnTestWorker } from './spawn-test-worker.ts'
import { effectsTable, testWork } from './test-work.ts'

export interface CrashRun {
  /** A migrated database that nobody else uses. */
  url: string
  jobs: number
  workMs: number
  workers: number
  concurrency: number
  kills: number
  /** Rest between two kills. */
  killEveryMs: number
  /** Give up after this long. */
  withinMs: number
}

export interface CrashFigures {
  statuses: Record<string, number>
  /** Rows that successes left behind, and how many jobs have exactly one. */
  effects: number
  jobsWithOneEffect: number
  kills: number
  /** Jobs that a SIGKILL cut short and another worker took up again, with how long that took. */
  restartsMs: number[]
  tookMs: number
}

interface Slot {
  worker: TestWorker
  /** Job ids whose handler runs there. */
  inHand: Set<string>
}

/** Runs jobs in several worker processes while one after another is killed with SIGKILL and replaced. */
export async function crashRun(options: CrashRun): Promise<CrashFigures> {
  const db = createDatabase(options.url)
  const slots: Slot[] = []
  const cutShortAtMs = new Map<string, number>()
  const restartsMs: number[] = []
  const open = async (): Promise<Slot> => {
    const inHand = new Set<string>()
    const worker = await spawnTestWorker({ url: options.url, concurrency: options.concurrency }, (message) => {
      if (message.type === 'done' || message.type === 'stopped') inHand.delete(message.jobId)
      if (message.type !== 'picked') return
      inHand.add(message.jobId)
      const cutMs = cutShortAtMs.get(message.jobId)
      if (cutMs !== undefined) restartsMs.push(monotonicMs() - cutMs)
      cutShortAtMs.delete(message.jobId)
    })
    return { worker, inHand }
  }
  try {
    await installQueue(options.url, [testWork])
    await db.$executeRawUnsafe(effectsTable)
    slots.push(...(await Promise.all(Array.from({ length: options.workers }, open))))
    await startJobs(db, options)
    const startedMs = monotonicMs()
    const deadlineMs = startedMs + options.withinMs
    let kills = 0
    while (kills < options.kills && (await unfinished(db)) > 0 && monotonicMs() < deadlineMs) {
      const slot = slots[kills % slots.length] as Slot
      if (slot.inHand.size > 0) {
        slot.worker.kill('SIGKILL')
        for (const jobId of slot.inHand) cutShortAtMs.set(jobId, monotonicMs())
        await slot.worker.exited
        slots[kills % slots.length] = await open()
        kills++
      }
      await sleep(options.killEveryMs)
    }
    while ((await unfinished(db)) > 0 && monotonicMs() < deadlineMs) await sleep(50)
    return {
      ...(await tally(db)),
      kills,
      restartsMs: restartsMs.sort((a, b) => a - b),
      tookMs: monotonicMs() - startedMs,
    }
  } finally {
    for (const { worker } of slots) worker.kill('SIGKILL')
    await Promise.all(slots.map(({ worker }) => worker.exited))
    await db.$disconnect()
  }
}

async function startJobs(db: Database, { jobs, workMs }: CrashRun): Promise<void> {
  const userId = newId('user')
  await db.user.create({ data: { id: userId, email: `${userId}@example.com`, createdAt: systemClock.now() } })
  const sender = createSender(db)
  const request = { definition: testWork, userId, input: { workMs, effect: true } }
  for (let i = 0; i < jobs; i++) {
    await transact(db, (tx) => startJob({ db: tx, enqueue: sender.within(tx), clock: systemClock }, request))
  }
}

function unfinished(db: Database): Promise<number> {
  return db.job.count({ where: { status: { in: ['queued', 'running'] } } })
}

async function tally(db: Database): Promise<Pick<CrashFigures, 'statuses' | 'effects' | 'jobsWithOneEffect'>> {
  const groups = await db.job.groupBy({ by: ['status'], _count: true })
  const effects = await db.$queryRaw<{ n: number }[]>`SELECT count(*)::int AS n FROM test_effects GROUP BY job_id`
  return {
    statuses: Object.fromEntries(groups.map((group) => [group.status, group._count])),
    effects: effects.reduce((sum, { n }) => sum + n, 0),
    jobsWithOneEffect: effects.filter(({ n }) => n === 1).length,
  }
}
