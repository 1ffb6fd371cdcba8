import { addMs, minuteMs, secondMs } from '@cronicl/core'
import type { SubmissionModel as Submission } from '@cronicl/db'
import { type Found, isProviderError } from '@cronicl/providers'
import { type GenerationRun, decide, providerOf, record } from './generation-run.ts'

/** How long the work of a create whose answer was lost is looked for; longer than a provider takes to list it. */
const graceMs = 2 * minuteMs
const lookEveryMs = 10 * secondMs

/**
 * A create was sent and its answer was lost. It is never sent again unless the provider surely has no such work: it is
 * looked for, a webhook may name it meanwhile, and what stays unclear has failed, at nobody's charge.
 */
export async function reconcileSubmission(run: GenerationRun, submission: Submission): Promise<false> {
  const { ctx, running } = run
  if (submission.state === 'submitting') {
    await decide(run, submission, { state: 'unknown' })
    return false
  }
  running.report('reconciling', 5)
  const provider = providerOf(run, submission)
  const sentAt = submission.submittingAt ?? submission.createdAt
  const graceEnds = addMs(sentAt, graceMs)
  const found = await look(run, submission, sentAt)
  if (found?.outcome === 'found') {
    const { operation, externalId } = found
    await record(run, submission, { state: 'submitted', operation, externalId })
    return false
  }
  const leftMs = graceEnds.getTime() - ctx.clock.now().getTime()
  const isLost = found?.outcome === 'lost'
  const mayShow = !isLost && (provider.find !== null || provider.readWebhook !== null)
  if (found?.outcome !== 'none' && mayShow && leftMs > 0) {
    await run.waiting.next(Math.min(lookEveryMs, leftMs), running.signal)
    return false
  }
  const billed = found?.outcome === 'none' ? 'no' : 'unknown'
  // A worker's death is no failure of the job's: it goes on at once.
  if (billed === 'no' && !run.sent.has(submission.id)) run.seenLive.delete(submission.id)
  const errorMessage =
    billed === 'no'
      ? `${provider.name} never received the request.`
      : `Whether ${provider.name} received the request could not be found out. It is not sent again, and you are not charged.`
  await decide(run, submission, { state: 'failed', errorCode: 'UPSTREAM_ERROR', errorMessage, billed, costMicroUsd: 0 })
  return false
}

async function look(run: GenerationRun, submission: Submission, sentAt: Date): Promise<Found | null> {
  const provider = providerOf(run, submission)
  const { signal } = run.running
  try {
    const { id: submissionId, model } = submission
    const askedAt = run.ctx.clock.now()
    return (await provider.find?.({ submissionId, model, sentAt, askedAt, signal })) ?? null
  } catch (error) {
    signal.throwIfAborted()
    if (!isProviderError(error)) throw error
    run.ctx.log.warn({ err: error }, 'a provider could not be asked for the work of a create')
    return null
  }
}
