import { AppError, addMs } from '@cronicl/core'
import { type HoldState, Prisma, queryKept } from '@cronicl/db'
import type { DomainContext } from '../context.ts'
import { type LedgerEntry, type UsageAmounts, amountsJson, entryJson } from './ledger-entry.ts'
import { type Refusal, limitExceeded } from './limit-exceeded.ts'

export interface Reservation {
  /** Names the reservation: the same one again is granted what it was granted then, and nothing more is reserved. */
  holdId: string
  userId: string
  amounts: UsageAmounts
  /** Metrics of which less is of use too, and the least that is. Others are granted whole or not at all. */
  minimums?: UsageAmounts
  /** After that nobody will end it any more, and it makes room for others. */
  expiresInMs: number
  /** Waits until it is on the disk; by default. Work that settles within its own process need not. */
  durable?: boolean
  entry: LedgerEntry
}

export interface Reserved {
  holdId: string
  userId: string
  /** What was granted of each metric. */
  amounts: UsageAmounts
  /** The limit that a flexible amount was cut to, as it stood before; null when all was granted. */
  cut: Refusal | null
  /** Other than `open` only when the hold had been made, and ended, before. */
  state: HoldState
}

type Answer =
  | { outcome: 'granted'; amounts: UsageAmounts; cut: Refusal | null; state: HoldState }
  | ({ outcome: 'refused' } & Refusal)
  | { outcome: 'no_user' }

/**
 * Reserves all amounts, or nothing: a limit of the user's plan is never overspent, however many reserve at once. One
 * round trip, which also writes the hold and the ledger's line; holds that have expired are freed when room is short.
 * `LIMIT_EXCEEDED` with details {metric, window, limit, used, reserved, resetsAt}. End it by `settleUsage` or `releaseUsage`.
 */
export async function reserveUsage(
  ctx: Pick<DomainContext, 'db' | 'clock' | 'config'>,
  reservation: Reservation,
): Promise<Reserved> {
  const { holdId, userId } = reservation
  const at = ctx.clock.now()
  const [row] = await queryKept<{ answer: Answer }>(
    ctx.db,
    Prisma.sql`SELECT usage_reserve(${holdId}, ${userId}, ${at}::timestamptz, ${addMs(at, reservation.expiresInMs)}::timestamptz,
      ${amountsJson(reservation.amounts)}::jsonb, ${amountsJson(reservation.minimums ?? {})}::jsonb,
      ${JSON.stringify(ctx.config.usage.plans)}::jsonb, ${entryJson(reservation.entry, at)}::jsonb,
      ${reservation.durable ?? true}) AS answer`,
  )
  const answer = row?.answer
  if (!answer || answer.outcome === 'no_user')
    throw new AppError('UNAUTHORIZED', 'This account is gone. Sign in again.')
  if (answer.outcome === 'refused') throw limitExceeded(answer, at)
  return { holdId, userId, amounts: answer.amounts, cut: answer.cut, state: answer.state }
}
