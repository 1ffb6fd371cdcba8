import { type Clock, AppError, newId, secondMs, silentLogger } from '@cronicl/core'
import { type Database, transact } from '@cronicl/db'
import { type DomainContext, admitJob, buryJob, reconcile, reserveUsage } from '@cronicl/domain'
import { createSender } from '@cronicl/jobs'
import { type MoneyOptions, type Spender, holdMs, moneyConfig, moneyJob, offsetClock } from './money-work.ts'

export interface MoneyQuiet {
  /** Reservations of calls that were cut off or forgotten, and of jobs that were cut off. */
  leftCalls: number
  leftJobs: number
  /** What is reserved when those calls have expired and those jobs were given up, over all counters. */
  stillReserved: number
  /** Places where the books do not agree: as it was left, after the recovery, and with every limit full. */
  drifts: number
  /** Limits that could be filled to the brim exactly; those that refused though there was room; those that gave more. */
  filled: number
  phantoms: number
  overfilled: number
}

type QuietContext = Pick<DomainContext, 'db' | 'transact' | 'clock' | 'config' | 'log' | 'actor'>

/** When nobody works any more: what was left behind, what comes of it, and whether each limit is where it should be. */
export async function inspectQuiet(db: Database, { spenders, clockOffsetMs }: MoneyOptions): Promise<MoneyQuiet> {
  const sender = createSender(db)
  const contextAt = (clock: Clock): QuietContext => ({
    db,
    transact: (work) => transact(db, (tx) => work({ db: tx, enqueue: sender.within(tx) })),
    clock,
    config: moneyConfig(spenders),
    log: silentLogger,
    actor: { type: 'system' },
  })
  const now = contextAt(offsetClock(clockOffsetMs))
  const open = { state: 'open' } as const
  const leftCalls = await db.usageHold.count({ where: { ...open, id: { startsWith: 'hld_' } } })
  const leftJobs = await db.usageHold.count({ where: { ...open, id: { startsWith: 'job_' } } })
  let drifts = (await reconcile(now)).drifts.length

  // Jobs end with their last message; calls when nobody can end them any more.
  for (const { id, carrierId } of await db.job.findMany({ where: { status: 'queued' } }))
    await buryJob(now, { jobId: id, carrierId })
  const later = contextAt(offsetClock(clockOffsetMs + holdMs + secondMs))
  drifts += (await reconcile(later)).drifts.length
  const { _sum } = await db.usageCounter.aggregate({ _sum: { pending: true } })

  const brims = { filled: 0, phantoms: 0, overfilled: 0 }
  for (const spender of spenders) brims[await fill(later, spender)]++
  drifts += (await reconcile(later)).drifts.length
  return { leftCalls, leftJobs, stillReserved: Number(_sum.pending ?? 0n), drifts, ...brims }
}

/** Asks for all that is left, and then for one more. */
async function fill(ctx: QuietContext, spender: Spender): Promise<'filled' | 'phantoms' | 'overfilled'> {
  const { userId, metric, cap } = spender
  if (metric === 'inFlight') {
    for (let i = 0; i < cap; i++) if (!(await isGranted(admit(ctx, userId)))) return 'phantoms'
    return (await isGranted(admit(ctx, userId))) ? 'overfilled' : 'filled'
  }
  const counter = await ctx.db.usageCounter.findFirst({ where: { userId, metric, window: 'month' } })
  const room = cap - Number(counter?.posted ?? 0n)
  if (room > 0 && !(await isGranted(reserve(ctx, spender, room)))) return 'phantoms'
  return (await isGranted(reserve(ctx, spender, 1))) ? 'overfilled' : 'filled'
}

function reserve(ctx: QuietContext, { userId, metric }: Spender, amount: number): Promise<unknown> {
  const entry = { kind: 'text' } as const
  return reserveUsage(ctx, {
    holdId: newId('hold'),
    userId,
    amounts: { [metric]: amount },
    expiresInMs: holdMs,
    entry,
  })
}

function admit(ctx: QuietContext, userId: string): Promise<unknown> {
  const usage = { amounts: { spend: 1 }, entry: { kind: 'render' } } as const
  const { clock, config, actor } = ctx
  return ctx.transact((tx) =>
    admitJob({ ...tx, clock, config, actor }, { definition: moneyJob, userId, input: {}, usage, inFlightLimit: true }),
  )
}

async function isGranted(work: Promise<unknown>): Promise<boolean> {
  try {
    await work
    return true
  } catch (error) {
    if (error instanceof AppError && error.policy.http === 429) return false
    throw error
  }
}
