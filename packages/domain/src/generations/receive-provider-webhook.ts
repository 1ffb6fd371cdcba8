import { AppError, type Clock } from '@cronicl/core'
import type { Db } from '@cronicl/db'
import { type MediaProvider, type ReadWebhook, type WebhookDelivery, mediaProviderNames } from '@cronicl/providers'
import type { DomainContext } from '../context.ts'
import { wakeJob } from '../jobs/wake-job.ts'
import { applyStatus } from './submission-machine.ts'

export interface ProviderWebhookInput {
  /** From the path. */
  provider: string
  headers: WebhookDelivery['headers']
  /** Exactly as it came: the signature is over these bytes. */
  rawBody: Uint8Array
}

type ReceiveContext = Pick<DomainContext, 'transact' | 'clock' | 'mediaProviders'>

/**
 * Takes a provider's word that there is news of some work, and makes whoever waits for it look. It names the work of a
 * create whose answer was lost; how that goes is asked of the provider, never read from here. A repetition, or work that
 * is not ours, changes nothing. `UNAUTHORIZED` for a forged or an old one, `NOT_FOUND` for a provider that sends none.
 */
export async function receiveProviderWebhook(
  ctx: ReceiveContext,
  { provider: name, headers, rawBody }: ProviderWebhookInput,
): Promise<{ received: true }> {
  const at = ctx.clock.now()
  const read = await readerOf(ctx, name)({ headers, rawBody, at })
  await ctx.transact(async ({ db }) => {
    const submission = await findSubmission(db, name, read)
    const delivery = {
      provider: name,
      deliveryId: read.deliveryId,
      submissionId: submission?.id ?? null,
      receivedAt: at,
    }
    const { count } = await db.providerDelivery.createMany({ data: [delivery], skipDuplicates: true })
    if (count === 0 || !submission) return
    await adopt({ db, clock: ctx.clock }, submission, read)
    await wakeJob(db, submission.jobId)
  })
  return { received: true }
}

function readerOf(ctx: ReceiveContext, name: string): NonNullable<MediaProvider['readWebhook']> {
  const none = new AppError('NOT_FOUND', 'No webhooks are received here for this provider.')
  if (!(mediaProviderNames as readonly string[]).includes(name)) throw none
  try {
    const provider = ctx.mediaProviders.get(name)
    if (provider.readWebhook) return provider.readWebhook.bind(provider)
  } catch (cause) {
    // One that is not configured.
    if (!(cause instanceof AppError)) throw cause
  }
  throw none
}

interface NamedSubmission {
  id: string
  jobId: string
}

/** Ours, if the words agree: one that names a submission of ours and work that is another's is none. */
async function findSubmission(db: Db, provider: string, read: ReadWebhook): Promise<NamedSubmission | null> {
  const { submissionId, externalId } = read
  const select = { id: true, jobId: true }
  if (!submissionId) return db.submission.findFirst({ where: { provider, externalId }, select })
  const where = { id: submissionId, provider, OR: [{ externalId }, { externalId: null }] }
  return db.submission.findFirst({ where, select })
}

/** A create whose answer has not come, or never will, has been accepted: this is its work. */
async function adopt(
  tx: { db: Db; clock: Clock },
  { id, jobId }: NamedSubmission,
  { operation, externalId }: ReadWebhook,
): Promise<void> {
  await applyStatus(tx, { id, jobId, attempt: null }, { state: 'submitted', operation, externalId })
}
