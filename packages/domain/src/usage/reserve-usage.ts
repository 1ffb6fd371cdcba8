import { AppError, addMs } from '@cronicl/core'
import { type HoldState, Prisma, queryKept } from '@cronicl/db'
import type { Actor, DomainContext } from '../context.ts'
import { type LedgerEntry, type UsageAmounts, amountsJson, entryJson } from './ledger-entry.ts'
import { type Refusal, limitExceeded, refusalOf } from './limit-exceeded.ts'
import { plansJson, plansJsonOf } from './plans.ts'

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
  | { outcome: 'in_flight'; kind: string; limit: number; inFlight: number }
  | { outcome: 'no_user' }

/** `actor` is whoever asks: the spending of an API key counts against the key's own cap too. */
export type ReserveContext = Pick<DomainContext, 'db' | 'clock' | 'config'> & { actor?: Actor }

/**
 * Reserves all amounts, or nothing: a limit of the user is never overspent, however many reserve at once. One
 * round trip, which also writes the hold and the ledger's line; holds that have expired are freed when room is short.
 * `LIMIT_EXCEEDED` with details {metric, window, limit, used, reserved, resetsAt}. End it by `settleUsage` or `releaseUsage`.
 */
export async function reserveUsage(ctx: ReserveContext, reservation: Reservation): Promise<Reserved> {
  const [row] = await queryKept<{ answer: Answer }>(
    ctx.db,
    Prisma.sql`SELECT ${reserveCall(ctx, reservation)} AS answer`,
  )
  return grantedOf(ctx, reservation, row?.answer)
}

/**
 * `reserveUsage` for one more job of `kind`, of which a user's plan may allow only so many queued and running at a time.
 * `TOO_MANY_INFLIGHT` with details {kind, limit, inFlight}. Exact until the caller's transaction ends.
 */
export async function reserveInFlight(ctx: ReserveContext, kind: string, reservation: Reservation): Promise<Reserved> {
  const { userId, holdId } = reservation
  const [row] = await queryKept<{ answer: Answer }>(
    ctx.db,
    Prisma.sql`SELECT coalesce(usage_in_flight(${userId}, ${kind}, ${holdId}, ${plansJson(ctx.config.usage.plans)}::jsonb),
      ${reserveCall(ctx, reservation)}) AS answer`,
  )
  return grantedOf(ctx, reservation, row?.answer)
}

function reserveCall(ctx: ReserveContext, reservation: Reservation): Prisma.Sql {
  const { holdId, userId, amounts, minimums = {}, expiresInMs, durable = true, entry } = reservation
  const at = ctx.clock.now()
  const key = ctx.actor?.type === 'user' ? ctx.actor.apiKey : undefined
  const metric = `spend:${key?.id}`
  const withKey = (of: UsageAmounts): UsageAmounts =>
    key && of.spend !== undefined ? { ...of, [metric]: of.spend } : of
  const moreLimits = key ? JSON.stringify({ [metric]: { month: key.spendCapMicroUsd } }) : null
  const line = key ? { ...entry, apiKeyId: key.id } : entry
  return Prisma.sql`usage_reserve(${holdId}, ${userId}, ${at}::timestamptz, ${addMs(at, expiresInMs)}::timestamptz,
      ${amountsJson(withKey(amounts))}::jsonb, ${amountsJson(withKey(minimums))}::jsonb,
      ${plansJsonOf(ctx.config.usage.plans, amounts)}::jsonb, ${entryJson(line, at)}::jsonb, ${durable}, ${moreLimits}::jsonb)`
}

function grantedOf(ctx: ReserveContext, { holdId, userId }: Reservation, answer: Answer | undefined): Reserved {
  if (!answer || answer.outcome === 'no_user')
    throw new AppError('UNAUTHORIZED', 'This account is gone. Sign in again.')
  if (answer.outcome === 'in_flight') throw tooManyInFlight(answer)
  if (answer.outcome === 'refused') throw limitExceeded(refusalOf(answer), ctx.clock.now())
  const { amounts, cut, state } = answer
  return { holdId, userId, amounts, cut: cut && refusalOf(cut), state }
}

function tooManyInFlight({ kind, limit, inFlight }: Answer & { outcome: 'in_flight' }): AppError {
  const message =
    limit === 0
      ? `Your plan has no jobs of the kind ${kind}. Take a plan that has them.`
      : `Your plan allows ${limit} of the kind ${kind} at a time, and ${inFlight} are waiting or running. Wait until one has ended, cancel one, or take a larger plan.`
  return new AppError('TOO_MANY_INFLIGHT', message, { details: { kind, limit, inFlight } })
}
