import { fromBigInt } from '@cronicl/core'
import type { SubmissionModel as Submission } from '@cronicl/db'
import { usageOf } from './usage-of.ts'
import { discardOutputs } from './discard-outputs.ts'
import type { GenerationRun } from './generation-run.ts'
import { applyStatus, isLive } from './submission-machine.ts'

/** Ends the job as canceled. What the provider takes for it all the same is charged; nothing else is. */
export async function endCanceled(run: GenerationRun, submission: Submission | null): Promise<true> {
  const { ctx, running } = run
  const costMicroUsd = submission ? chargeOf(run, submission) : 0
  const usage =
    submission && costMicroUsd > 0 ? { usage: usageOf(run, submission, { costMicroUsd, images: null }) } : {}
  await running.cancel({ costMicroUsd, ...usage }, async ({ db }) => {
    if (!submission || !isLive(submission.state)) return
    const target = { id: submission.id, jobId: running.jobId, attempt: null }
    await applyStatus({ db, clock: ctx.clock }, target, { state: 'canceled', billed: 'no', costMicroUsd: 0 })
  })
  if (submission) await discardOutputs(run, submission)
  return true
}

/** Only what is surely billed, and only for work that the user ended: a failure is free. */
function chargeOf(run: GenerationRun, { state, billed, costMicroUsd }: Submission): number {
  if (state !== 'canceled' || billed !== 'yes') return 0
  return Math.min(fromBigInt(costMicroUsd), run.agreedMicroUsd)
}
