import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { hourMs, monotonicMs, newId, systemClock } from '@cronicl/core'
import { type Database, createDatabase } from '@cronicl/db'
import { installQueue } from '@cronicl/jobs'
import { type MoneyQuiet, inspectQuiet } from './money-quiet.ts'
import { type MoneyMessage, type MoneyOptions, type Spender, moneyJob } from './money-work.ts'

export interface MoneyRun {
  /** A migrated database that nobody else uses. */
  url: string
  admissions: number
  processes: number
  /** Admissions that a process asks for at a time. */
  concurrency: number
  /** Somebody for each of them and each metric. */
  caps: readonly number[]
  /** Processes are killed for as long as admissions are asked for, and so many times at least. */
  kills: number
  killEveryMs: number
}

export interface MoneyFigures extends MoneyQuiet {
  /** What came of the admissions that were heard of; of a killed process's last ones nobody heard. */
  asked: Record<string, number>
  kills: number
  /** The most by which any limit was passed at any look at it: spending or pictures, and jobs in flight. */
  overspent: number
  overInFlight: number
  looks: number
  tookMs: number
}

/**
 * Races admissions from several processes against limits, while one process after another is killed with SIGKILL and
 * replaced; then, when it is quiet, adds everything up and fills every limit to the brim.
 */
export async function moneyRun(run: MoneyRun): Promise<MoneyFigures> {
  const db = createDatabase(run.url)
  const slots: ChildProcess[] = []
  const asked: Record<string, number> = {}
  try {
    await installQueue(run.url, [moneyJob])
    const spenders = await makeSpenders(db, run.caps)
    const options = { url: run.url, spenders, concurrency: run.concurrency, clockOffsetMs: toNoonMs() }
    const hear = ({ type, ...message }: MoneyMessage): void => {
      if (type === 'asked' && 'outcome' in message) asked[message.outcome] = (asked[message.outcome] ?? 0) + 1
    }
    const open = (): Promise<ChildProcess> => openProcess(options, hear)
    const startedMs = monotonicMs()
    slots.push(...(await Promise.all(Array.from({ length: run.processes }, open))))
    const watch = watchLimits(db, spenders)
    let kills = 0
    const total = (): number => Object.values(asked).reduce((sum, count) => sum + count, 0)
    for (let nextKillMs = monotonicMs() + run.killEveryMs; total() < run.admissions || kills < run.kills; ) {
      await sleep(20)
      if (monotonicMs() < nextKillMs) continue
      const slot = Math.floor(Math.random() * slots.length)
      await ended(slots[slot] as ChildProcess, 'SIGKILL')
      slots[slot] = await open()
      kills++
      nextKillMs = monotonicMs() + run.killEveryMs
    }
    await Promise.all(slots.map((child) => ended(child, 'stop')))
    const tookMs = monotonicMs() - startedMs
    const watched = await watch.end()
    return { asked, kills, tookMs, ...watched, ...(await inspectQuiet(db, options)) }
  } finally {
    for (const child of slots) child.kill('SIGKILL')
    await db.$disconnect()
  }
}

function toNoonMs(): number {
  const now = systemClock.now()
  return Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 15) + 12 * hourMs - now.getTime()
}

async function makeSpenders(db: Database, caps: readonly number[]): Promise<Spender[]> {
  const spenders = caps.flatMap((cap) =>
    (['images', 'spend', 'inFlight'] as const).map((metric) => ({ userId: newId('user'), metric, cap })),
  )
  await db.user.createMany({
    data: spenders.map(({ userId }) => ({
      id: userId,
      email: `${userId}@example.com`,
      plan: userId,
      createdAt: systemClock.now(),
    })),
  })
  return spenders
}

async function openProcess(options: MoneyOptions, hear: (message: MoneyMessage) => void): Promise<ChildProcess> {
  const child = fork(join(import.meta.dirname, 'money-process.ts'), [JSON.stringify(options)])
  await new Promise<void>((resolve, reject) => {
    child.once('exit', (code, signal) => reject(new Error(`a process of the trial ended: ${signal ?? code}`)))
    child.on('message', (message: MoneyMessage) => (message.type === 'ready' ? resolve() : hear(message)))
  })
  return child
}

async function ended(child: ChildProcess, how: 'SIGKILL' | 'stop'): Promise<void> {
  const exited = new Promise<number | null>((resolve) => void child.once('exit', resolve))
  if (child.exitCode !== null) throw new Error(`a process of the trial ended by itself: ${child.exitCode}`)
  if (how === 'stop') child.send('stop')
  else child.kill(how)
  const code = await exited
  if (how === 'stop' && code !== 0) throw new Error(`a process of the trial ended with ${code}`)
}

interface Watched {
  overspent: number
  overInFlight: number
  looks: number
}

/** Looks at every limit again and again, from outside. */
function watchLimits(db: Database, spenders: readonly Spender[]): { end(): Promise<Watched> } {
  const caps = new Map(spenders.map(({ userId, metric, cap }) => [`${userId} ${metric}`, cap]))
  const seen: Watched = { overspent: 0, overInFlight: 0, looks: 0 }
  let watching = true
  const look = async (): Promise<void> => {
    const counters = await db.usageCounter.findMany({ where: { window: 'month' } })
    for (const { userId, metric, posted, pending } of counters) {
      const over = Number(posted + pending) - (caps.get(`${userId} ${metric}`) ?? Infinity)
      seen.overspent = Math.max(seen.overspent, over)
    }
    const status = { in: ['queued' as const, 'running' as const] }
    for (const { userId, _count } of await db.job.groupBy({ by: ['userId'], where: { status }, _count: true }))
      seen.overInFlight = Math.max(seen.overInFlight, _count - (caps.get(`${userId} inFlight`) ?? Infinity))
    seen.looks++
  }
  const looking = (async () => {
    while (watching) {
      await look()
      await sleep(50)
    }
    await look()
  })()
  return {
    end: async () => {
      watching = false
      await looking
      return seen
    },
  }
}
