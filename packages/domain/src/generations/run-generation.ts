import { AppError, type ErrorCode, errorTable } from '@cronicl/core'
import type { SubmissionModel as Submission } from '@cronicl/db'
import type { RunningJob } from '../jobs/running-job.ts'
import { discardOutputs } from './discard-outputs.ts'
import { finishGeneration } from './finish-generation.ts'
import { endCanceled } from './end-canceled.ts'
import { type GenerationRun, type RunContext, lastSubmission, openRun } from './generation-run.ts'
import { nextCandidate, openSubmission } from './open-submission.ts'
import { pollSubmission } from './poll-submission.ts'
import { reconcileSubmission } from './reconcile-submission.ts'
import { sendSubmission } from './send-submission.ts'
import { isLive } from './submission-machine.ts'
import { type Sleep, openWaiting } from './waiting.ts'

/**
 * Makes what a job of the kind `image` or `video` asks for, by a provider, and ends the job. At most one create of a job
 * is ever paid: each step is written down before and after it is taken, and every step begins with reading what stands,
 * so that an attempt goes on wherever the one before it was broken off.
 */
export async function runGeneration(
  ctx: RunContext,
  running: RunningJob,
  options: { sleep?: Sleep } = {},
): Promise<void> {
  const waiting = openWaiting(ctx.jobEvents, running.jobId, options.sleep)
  try {
    const run = await openRun(ctx, running, waiting)
    while (!(await takeStep(run)));
  } finally {
    waiting.close()
  }
}

/** Takes the next step from where the job stands; true when that was its last. */
async function takeStep(run: GenerationRun): Promise<boolean> {
  run.running.signal.throwIfAborted()
  const submission = await lastSubmission(run)
  const canceled = await isCanceled(run)
  if (!submission) return canceled ? endCanceled(run, null) : openSubmission(run)
  if (isLive(submission.state)) run.seenLive.add(submission.id)
  switch (submission.state) {
    case 'intent':
      return canceled ? endCanceled(run, submission) : sendSubmission(run, submission)
    case 'submitting':
    case 'unknown':
      return reconcileSubmission(run, submission)
    case 'submitted':
      return pollSubmission(run, submission, canceled)
    case 'succeeded':
      return finishGeneration(run, submission)
    case 'failed':
    case 'canceled':
      return canceled ? endCanceled(run, submission) : goOn(run, submission)
  }
}

/** After a submission that came to nothing: the next one where nothing was bought, else the job's end. */
async function goOn(run: GenerationRun, ended: Submission): Promise<boolean> {
  const error = errorOf(ended)
  await discardOutputs(run, ended)
  if (ended.billed !== 'no') throw error
  // The queue has waited and given the job another try.
  if (!run.seenLive.has(ended.id)) return openSubmission(run)
  if (mayFallBack(error.code) && (await nextCandidate(run, 'untried'))) return openSubmission(run, 'untried')
  throw error
}

/** Failures that are the provider's own, and not of what was asked. */
function mayFallBack(code: ErrorCode): boolean {
  return code === 'UPSTREAM_ERROR' || code === 'PROVIDER_NOT_CONFIGURED' || code === 'MODEL_RETIRED'
}

function errorOf({ provider, state, billed, errorCode, errorMessage }: Submission): AppError {
  const details = { provider, billed }
  if (state === 'canceled' || !errorCode || !(errorCode in errorTable))
    return new AppError('UPSTREAM_ERROR', `${provider} ended the work before it was done.`, { details })
  return new AppError(errorCode as ErrorCode, errorMessage ?? '', { details })
}

/** Whether the user has called it off. @throws AppError CONFLICT when another attempt has the job by now */
async function isCanceled({ ctx, running }: GenerationRun): Promise<boolean> {
  const job = await ctx.db.job.findFirst({
    where: { id: running.jobId, status: 'running', attempts: running.attempt },
    select: { cancelRequestedAt: true },
  })
  if (!job) throw new AppError('CONFLICT', 'The attempt no longer has its job.')
  return job.cancelRequestedAt !== null
}
