import { addMs } from '@cronicl/core'
import type { SubmissionModel as Submission } from '@cronicl/db'
import { type MediaRequest, type ProviderError, type Started, isProviderError } from '@cronicl/providers'
import { wakeJob } from '../jobs/wake-job.ts'
import { type GenerationRun, decide, providerOf, record } from './generation-run.ts'
import { recordEnd } from './record-end.ts'
import { deadlineMs } from './open-submission.ts'
import { readRequest } from './read-request.ts'

/**
 * Sends the create, once. That it is about to be sent is committed before, so whoever finds the row afterwards knows that
 * it may have been. The answer is true whoever brings it: it is written down also when another attempt has the job by
 * now, and ends that one's uncertainty.
 */
export async function sendSubmission(run: GenerationRun, submission: Submission): Promise<false> {
  const { ctx, running, input } = run
  running.report('submitting', 5)
  const provider = providerOf(run, submission)
  const request = await readOrWithdraw(run, submission)
  const limitMs = deadlineMs[input.kind]
  const sentAt = ctx.clock.now()
  if (!(await decide(run, submission, { state: 'submitting', deadlineAt: addMs(sentAt, limitMs) }))) return false
  run.sent.add(submission.id)
  const sent = { ...submission, submittingAt: sentAt, deadlineAt: addMs(sentAt, limitMs) }
  let started: Started
  try {
    started = await provider.start(request, {
      submissionId: submission.id,
      webhookUrl: webhookUrl(run, submission),
      deadlineMs: limitMs,
      // Not the attempt's own signal: a create that is broken off may have been accepted.
      signal: AbortSignal.timeout(limitMs),
    })
  } catch (error) {
    await recordRefusal(run, sent, error)
    await wakeJob(ctx.db, running.jobId)
    return false
  }
  if (started.operation) {
    const { operation, externalId } = started
    await record(run, sent, { state: 'submitted', operation, externalId })
    running.report('generating', 10)
  } else await recordEnd(run, { ...sent, externalId: started.externalId }, started.status, record)
  // Another attempt may be waiting for just this answer.
  await wakeJob(ctx.db, running.jobId)
  return false
}

/** The request, or the reason why there is none; then nothing was sent, and the intent is withdrawn. */
async function readOrWithdraw(run: GenerationRun, submission: Submission): Promise<MediaRequest> {
  try {
    return await readRequest(run, submission.model)
  } catch (error) {
    await decide(run, submission, { state: 'canceled', billed: 'no', costMicroUsd: 0 })
    throw error
  }
}

/** A create that threw: free only when the provider surely did not take it. */
async function recordRefusal(run: GenerationRun, submission: Submission, error: unknown): Promise<void> {
  const refusal: ProviderError | null = isProviderError(error) ? error : null
  run.ctx.log.warn({ err: error, submissionId: submission.id, provider: submission.provider }, 'a create failed')
  if (!refusal || refusal.details.billed === 'unknown') {
    await record(run, submission, { state: 'unknown' })
    return
  }
  const status = { state: 'failed', error: refusal, usage: null, providerStatus: 'refused' } as const
  await recordEnd(run, submission, status, record)
}

/** Null where providers cannot reach us. */
function webhookUrl({ ctx }: GenerationRun, submission: Submission): string | null {
  const base = ctx.config.publicUrl
  return base ? `${base}/api/v1/webhooks/${submission.provider}?submission=${submission.id}` : null
}
