import { addMs, secondMs } from '@cronicl/core'
import type { DomainContext } from '../context.ts'

/** Longer than any attempt takes; whoever has not said by then how it went is dead. */
export const leaseMs = 45 * secondMs

/** A message in the hands of one worker, for one attempt. */
export interface ClaimedDelivery {
  id: string
  endpointId: string
  eventType: string
  body: string
  /** From 1. */
  attempt: number
  /** Until when it is this worker's; what fences the attempt's failure. */
  leaseUntil: Date
}

export type Claim =
  | { outcome: 'claimed'; delivery: ClaimedDelivery }
  /** Somebody has it in hand, or its time has not come. */
  | { outcome: 'early'; endpointId: string; waitMs: number }
  /** It has been sent, was given up, or is gone. */
  | { outcome: 'over' }

/** Takes a message that is due, so that nobody else sends it at the same time. */
export async function claimDelivery(ctx: Pick<DomainContext, 'db' | 'clock'>, id: string): Promise<Claim> {
  const at = ctx.clock.now()
  const leaseUntil = addMs(at, leaseMs)
  const [row] = await ctx.db.webhookDelivery.updateManyAndReturn({
    where: { id, state: 'pending', nextAttemptAt: { lte: at } },
    data: { attempts: { increment: 1 }, nextAttemptAt: leaseUntil },
    select: { id: true, endpointId: true, eventType: true, body: true, attempts: true },
  })
  if (row) {
    const { attempts: attempt, ...delivery } = row
    return { outcome: 'claimed', delivery: { ...delivery, attempt, leaseUntil } }
  }
  const waiting = await ctx.db.webhookDelivery.findFirst({
    where: { id, state: 'pending' },
    select: { endpointId: true, nextAttemptAt: true },
  })
  if (!waiting?.nextAttemptAt) return { outcome: 'over' }
  const waitMs = Math.max(0, waiting.nextAttemptAt.getTime() - at.getTime())
  return { outcome: 'early', endpointId: waiting.endpointId, waitMs }
}

/** Gives a message back unsaid, to be sent at once by somebody else: this process is ending. */
export async function unclaimDelivery(
  ctx: Pick<DomainContext, 'db' | 'clock'>,
  claimed: ClaimedDelivery,
): Promise<void> {
  await ctx.db.webhookDelivery.updateMany({
    where: { id: claimed.id, state: 'pending', nextAttemptAt: claimed.leaseUntil },
    data: { attempts: { decrement: 1 }, nextAttemptAt: ctx.clock.now() },
  })
}

/** Whether a message that is early is waited for by its own: what waits longer was planned with a message of its own. */
export function isSoon(waitMs: number): boolean {
  return waitMs <= leaseMs
}
