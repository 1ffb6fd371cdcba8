// A process of the money trial, run by money-run.ts: it asks for admissions as fast as it can, and ends them in every way.
import { AppError, newId } from '@cronicl/core'
import { createDatabase, transact } from '@cronicl/db'
import { admitJob, endJob, releaseUsage, reserveUsage, settleUsage } from '@cronicl/domain'
import { createSender } from '@cronicl/jobs'
import {
  type MoneyMessage,
  type MoneyOptions,
  type Spender,
  holdMs,
  moneyConfig,
  moneyJob,
  offsetClock,
} from './money-work.ts'

const { url, spenders, concurrency, clockOffsetMs } = JSON.parse(process.argv[2] as string) as MoneyOptions
const db = createDatabase(url, { maxConnections: concurrency })
const sender = createSender(db)
const clock = offsetClock(clockOffsetMs)
const ctx = { db, clock, config: moneyConfig(spenders), actor: { type: 'system' } } as const
const entry = { kind: 'render' } as const
type Outcome = (MoneyMessage & { type: 'asked' })['outcome']

const dice = (sides: number): number => Math.floor(Math.random() * sides)

/** A call, as a text is one: reserved in one round trip, ended in another; one in ten is forgotten. */
async function call({ userId, metric, cap }: Spender): Promise<Outcome> {
  const wanted = 1 + dice(Math.max(1, Math.ceil(cap / 10)))
  const flexible = metric === 'spend' && dice(3) === 0
  const reserved = await reserveUsage(ctx, {
    holdId: newId('hold'),
    userId,
    amounts: { [metric]: wanted },
    ...(flexible ? { minimums: { [metric]: 1 } } : {}),
    expiresInMs: holdMs,
    durable: dice(2) === 0,
    entry,
  })
  const granted = reserved.amounts[metric as 'spend'] ?? 0
  const way = dice(10)
  if (way === 0) return 'left'
  if (way < 5) return (await releaseUsage(ctx, reserved.holdId)) === 'released' ? 'released' : 'late'
  const amounts = { [metric]: dice(granted + 1) }
  const told = await settleUsage(ctx, { holdId: reserved.holdId, userId, amounts, entry })
  return told === 'settled' ? 'settled' : 'late'
}

/** A job: admitted with its reservation, and ended with it in one transaction. */
async function job({ userId, metric, cap }: Spender): Promise<Outcome> {
  const wanted = metric === 'inFlight' ? 5 : 1 + dice(Math.max(1, Math.ceil(cap / 10)))
  const spent = metric === 'inFlight' ? 'spend' : metric
  const usage = { amounts: { [spent]: wanted }, entry }
  const { id } = await transact(db, (tx) =>
    admitJob(
      { ...ctx, db: tx, enqueue: sender.within(tx) },
      { definition: moneyJob, userId, input: {}, usage, inFlightLimit: true },
    ),
  )
  const pays = dice(2) === 0
  const end = pays
    ? ({ status: 'canceled', usage: { amounts: { [spent]: dice(wanted + 1) }, entry } } as const)
    : ({ status: 'failed', errorCode: 'INTERNAL_ERROR', errorMessage: 'so it is' } as const)
  if (!(await transact(db, (tx) => endJob({ ...ctx, db: tx }, { id }, end)))) return 'late'
  return pays ? 'settled' : 'released'
}

/** What a refusal says of itself must be why it is one. */
function refusalOf(error: unknown): Outcome {
  if (!(error instanceof AppError)) {
    if (/connect|Connection/.test(String(error))) return 'cut'
    throw error
  }
  const { limit, used, reserved, inFlight } = (error.details ?? {}) as Record<string, number>
  if (error.code === 'TOO_MANY_INFLIGHT') return (inFlight ?? 0) >= (limit ?? 0) ? 'refused' : 'phantom'
  if (error.code !== 'LIMIT_EXCEEDED') throw error
  // At least one was asked for, and at most a tenth of the limit.
  const room = (limit ?? 0) - (used ?? 0) - (reserved ?? 0)
  return room < Math.max(1, Math.ceil((limit ?? 0) / 10)) ? 'refused' : 'phantom'
}

async function askOnAndOn(): Promise<void> {
  while (!stopping) {
    const spender = spenders[dice(spenders.length)] as Spender
    const asJob = spender.metric === 'inFlight' || dice(4) === 0
    const outcome = await (asJob ? job(spender) : call(spender)).catch(refusalOf)
    process.send?.({ type: 'asked', outcome } satisfies MoneyMessage)
  }
}

let stopping = false
process.on('message', () => {
  stopping = true
})
// Nothing outlives the trial that started it.
process.on('disconnect', () => process.exit(1))
process.send?.({ type: 'ready' } satisfies MoneyMessage)
await Promise.all(Array.from({ length: concurrency }, askOnAndOn))
await db.$disconnect()
process.exit(0)
