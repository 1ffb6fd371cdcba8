import { secondMs, toAppError } from '@cronicl/core'
import { webhookSend } from '@cronicl/jobs'
import type { DomainContext } from '../context.ts'
import { type ClaimedDelivery, claimDelivery, isSoon, unclaimDelivery } from './claim-delivery.ts'
import { type AttemptOutcome, concludeAttempt } from './conclude-attempt.ts'
import { type PostedMessage, postMessage } from './post-message.ts'
import { unseal } from './secret-box.ts'

export type SendContext = Pick<DomainContext, 'db' | 'transact' | 'outbound' | 'clock' | 'config' | 'log'>

/** `over`: there was nothing (more) to send. `early`: somebody has it in hand, or its time has not come. */
export type SendOutcome = AttemptOutcome | 'over' | 'early'

/**
 * Makes one attempt to bring a message to its endpoint. Any number of queue messages may ask for it: one attempt is made
 * at a time, at the times of the ladder, and none after it has arrived. A worker that dies after the receiver took it
 * and before it was recorded sends it once more, under the same id: at least once.
 */
export async function sendWebhook(
  ctx: SendContext,
  input: { deliveryId: string },
  signal: AbortSignal,
): Promise<SendOutcome> {
  const claim = await claimDelivery(ctx, input.deliveryId)
  if (claim.outcome === 'over') return 'over'
  if (claim.outcome === 'early') {
    // Whoever has it may die, and clocks of hosts differ a little: come back when it is due.
    const options = { startAfterMs: claim.waitMs + secondMs, group: claim.endpointId, priority: -1 }
    if (isSoon(claim.waitMs)) await ctx.transact(({ enqueue }) => enqueue(webhookSend, input, options))
    return 'early'
  }
  return attempt(ctx, claim.delivery, signal)
}

async function attempt(ctx: SendContext, claimed: ClaimedDelivery, signal: AbortSignal): Promise<SendOutcome> {
  const endpoint = await ctx.db.webhookEndpoint.findUnique({
    where: { id: claimed.endpointId },
    select: { url: true, secret: true, previousSecret: true, previousUntil: true, disabledAt: true },
  })
  if (!endpoint) return 'over'
  const at = ctx.clock.now()
  if (endpoint.disabledAt) return concludeAttempt(ctx, claimed, unsent(at, 'The endpoint is disabled.'))
  let secrets: string[]
  try {
    secrets = secretsOf(ctx, claimed.endpointId, endpoint)
  } catch (cause) {
    return concludeAttempt(ctx, claimed, unsent(at, toAppError(cause).message))
  }
  try {
    const posted = await postMessage(ctx, { id: claimed.id, body: claimed.body, url: endpoint.url, secrets }, signal)
    const outcome = await concludeAttempt(ctx, claimed, posted)
    const { status, durationMs } = posted.log
    ctx.log.debug(
      { deliveryId: claimed.id, attempt: claimed.attempt, status, durationMs, outcome },
      'a webhook was sent',
    )
    return outcome
  } catch (error) {
    if (signal.aborted) await unclaimDelivery(ctx, claimed)
    throw error
  }
}

interface SealedSecrets {
  secret: Uint8Array
  previousSecret: Uint8Array | null
  previousUntil: Date | null
}

/** What a message is signed with now. Of two secrets only the current one must be readable. */
function secretsOf(ctx: SendContext, endpointId: string, sealed: SealedSecrets): string[] {
  const { secretKeys } = ctx.config.webhooks
  const { secret, previousSecret, previousUntil } = sealed
  const current = unseal(secretKeys, endpointId, secret)
  if (!previousSecret || !previousUntil || previousUntil <= ctx.clock.now()) return [current]
  try {
    return [current, unseal(secretKeys, endpointId, previousSecret)]
  } catch (err) {
    ctx.log.warn({ err, endpointId }, 'the previous secret of an endpoint cannot be read; it signs no more')
    return [current]
  }
}

function unsent(at: Date, error: string): PostedMessage {
  return { log: { at: at.toISOString(), status: null, durationMs: 0, error }, retryAfterMs: null }
}
