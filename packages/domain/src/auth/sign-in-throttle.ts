import { createHash } from 'node:crypto'
import { AppError, addMs, minuteMs, secondMs } from '@cronicl/core'
import type { DomainContext } from '../context.ts'
import { firstAuthEventId } from './first-auth-event-id.ts'
import { networkOf } from './network.ts'
import { endedSessionsKeptMs } from './start-session.ts'

/*
 * Failed sign-ins slow down, per account and per network. Nobody is locked out by others:
 * - the wait for an account is a minute at most, the wait for a network a quarter of an hour, so that one guesser is
 *   shut out by its own failures long before the account's owner has to wait;
 * - where the account signed in before, only the failures of that account from that network count: neither strangers
 *   hammering on the account nor neighbours behind one address reach its owner there;
 * - what is refused here is not a failure, and failures are forgotten after a quarter of an hour.
 * Accounts that do not exist are slowed like others, or the wait would tell that one exists.
 */
const windowMs = 15 * minuteMs
const freeFailures = 5
const firstWaitMs = 5 * secondMs
const accountWaitMaxMs = minuteMs
const networkWaitMaxMs = 15 * minuteMs
/** Far beyond what the waits let happen within the window. */
const failuresReadMax = 500

/** Whose door is knocked at, and from where. The same two texts stand in the details of a failure. */
export interface Knock {
  account: string
  network: string
}

export interface Failure extends Knock {
  at: Date
}

export function knockOf(email: string, address: string): Knock {
  // A hash, because people type other things than their address into that field, and the record is kept for long.
  const account = createHash('sha256').update(email).digest('base64url')
  return { account, network: networkOf(address) }
}

export interface KnownKnock extends Knock {
  /** When the account last signed in from this network; null when it did not in recent weeks. */
  signedInAt: Date | null
}

/** Milliseconds that a sign-in has to wait for, 0 when it may go on. */
export function waitMs(failures: readonly Failure[], knock: KnownKnock, now: Date): number {
  const { signedInAt } = knock
  const recent = failures.filter(({ at }) => at > addMs(now, -windowMs))
  const ofAccount = recent.filter(({ account }) => account === knock.account)
  const ofNetwork = recent.filter(({ network }) => network === knock.network)
  if (signedInAt) {
    const own = ofAccount.filter(({ network, at }) => network === knock.network && at >= signedInAt)
    return remainingMs(own, accountWaitMaxMs, now)
  }
  return Math.max(remainingMs(ofAccount, accountWaitMaxMs, now), remainingMs(ofNetwork, networkWaitMaxMs, now))
}

function remainingMs(failures: readonly Failure[], maxMs: number, now: Date): number {
  if (failures.length < freeFailures) return 0
  const imposedMs = Math.min(maxMs, firstWaitMs * 2 ** (failures.length - freeFailures))
  const last = Math.max(...failures.map(({ at }) => at.getTime()))
  return Math.max(0, last + imposedMs - now.getTime())
}

/** @throws AppError `RATE_LIMITED` with `retryAfterS` while sign-ins of this account from this network have to wait */
export async function refuseWhileSlowed(
  ctx: Pick<DomainContext, 'db' | 'clock'>,
  knock: Knock,
  userId: string | null,
): Promise<void> {
  const now = ctx.clock.now()
  const since = addMs(now, -windowMs)
  const rows = await ctx.db.authEvent.findMany({
    where: {
      // The ids sort by time: without this bound the whole record would be read.
      id: { gte: firstAuthEventId(since) },
      createdAt: { gt: since },
      kind: 'login_failed',
      OR: [
        { details: { path: ['account'], equals: knock.account } },
        { details: { path: ['network'], equals: knock.network } },
      ],
    },
    select: { details: true, createdAt: true },
    orderBy: { id: 'desc' },
    take: failuresReadMax,
  })
  const failures = rows.map(({ details, createdAt }) => ({ ...(details as unknown as Knock), at: createdAt }))
  const signedInAt = await lastSignInFrom(ctx, knock.network, userId)
  const waitS = Math.ceil(waitMs(failures, { ...knock, signedInAt }, now) / secondMs)
  if (waitS > 0) {
    throw new AppError('RATE_LIMITED', `Too many failed sign-ins. Try again in ${waitS} seconds.`, {
      details: { retryAfterS: waitS },
    })
  }
}

async function lastSignInFrom(
  ctx: Pick<DomainContext, 'db' | 'clock'>,
  network: string,
  userId: string | null,
): Promise<Date | null> {
  const sessions = await ctx.db.session.findMany({
    // Asked without a user as well, so that the time it takes does not tell whether there is one.
    where: { userId: userId ?? '', lastUsedAt: { gt: addMs(ctx.clock.now(), -endedSessionsKeptMs) } },
    select: { address: true, createdAt: true },
    orderBy: { id: 'desc' },
    take: 200,
  })
  return sessions.find(({ address }) => networkOf(address) === network)?.createdAt ?? null
}
