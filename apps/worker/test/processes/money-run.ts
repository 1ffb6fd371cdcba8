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
  /** How many processes are killed; null is as many as there is time for. */
  kills: number | null
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
  const asked: Record<string, number> = {}
  await installQueue(run.url, [moneyJob])
  const spenders = await makeSpenders(db, run.caps)
  const options = { url: run.url, spenders, concurrency: run.concurrency, clockOffsetMs: toNoonMs() }
  const hear = ({ type, ...message }: MoneyMessage): void => {
    if (type === 'asked' && 'outcome' in message) asked[message.outcome] = (asked[message.outcome] ?? 0) + 1
  }
  const slots = Array.from({ length: run.processes }, () => openSlot(options, hear))
  try {
    await Promise.all(slots.map((slot) => slot.up))
    const startedMs = monotonicMs()
    const watch = watchLimits(db, spenders)
    const kills = await killMany(run, slots, () => Object.values(asked).reduce((sum, count) => sum + count, 0))
    await Promise.all(slots.map((slot) => slot.stop()))
    const tookMs = monotonicMs() - startedMs
    return { asked, kills, tookMs, ...(await watch.end()), ...(await inspectQuiet(db, options)) }
  } finally {
    for (const slot of slots) slot.kill()
    await db.$disconnect()
  }
}

/** Kills one process after another, whichever is up, until enough was asked for; how many that were. */
async function killMany(run: MoneyRun, slots: readonly Slot[], total: () => number): Promise<number> {
  let kills = 0
  let nextKillMs = monotonicMs() + run.killEveryMs
  while (total() < run.admissions || kills < (run.kills ?? 0)) {
    await sleep(20)
    const up = slots.filter((slot) => slot.isUp())
    const victim = up[Math.floor(Math.random() * up.length)]
    if (monotonicMs() < nextKillMs || !victim || kills === run.kills) continue
    victim.replace()
    kills++
    nextKillMs = monotonicMs() + run.killEveryMs
  }
  return kills
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

/** A place for one process after another. */
interface Slot {
  /** When its process has begun to ask. */
  up: Promise<void>
  isUp(): boolean
  /** Kills the process and starts another one. */
  replace(): void
  /** Lets the process finish what it has in hand. Throws when it did not end well. */
  stop(): Promise<void>
  kill(): void
}

function openSlot(options: MoneyOptions, hear: (message: MoneyMessage) => void): Slot {
  let isUp = false
  let child: ChildProcess
  const start = async (): Promise<void> => {
    const own = fork(join(import.meta.dirname, 'money-process.ts'), [JSON.stringify(options)])
    child = own
    await new Promise<void>((resolve, reject) => {
      own.once('exit', (code, signal) => reject(new Error(`a process of the trial ended: ${signal ?? code}`)))
      own.on('message', (message: MoneyMessage) => (message.type === 'ready' ? resolve() : hear(message)))
    })
    isUp = true
  }
  const slot: Slot = {
    up: start(),
    isUp: () => isUp,
    replace: () => {
      isUp = false
      child.kill('SIGKILL')
      slot.up = start()
      // Whoever waits for the slot hears of it; until then it is not unheard.
      slot.up.catch(() => {})
    },
    stop: async () => {
      await slot.up
      const exited = new Promise<number | null>((resolve) => void child.once('exit', resolve))
      if (child.exitCode === null) child.send('stop')
      const code = child.exitCode ?? (await exited)
      if (code !== 0) throw new Error(`a process of the trial ended with ${code}`)
    },
    kill: () => void child.kill('SIGKILL'),
  }
  return slot
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
