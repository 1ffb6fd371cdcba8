import type { SubmissionModel as Submission } from '@cronicl/db'
import { type MediaProvider, type Operation, type OperationStatus, isProviderError } from '@cronicl/providers'
import { type GenerationRun, costOf, decide, providerOf } from './generation-run.ts'
import { type EndStatus, recordEnd } from './record-end.ts'
import { backOffMs } from './waiting.ts'

/** Asks until the work has ended, the user calls it off, or its time is up. The provider's word alone decides. */
export async function pollSubmission(run: GenerationRun, submission: Submission, canceled: boolean): Promise<false> {
  const { ctx, running } = run
  const provider = providerOf(run, submission)
  const operation = submission.operation as Operation
  if (ctx.clock.now() >= submission.deadlineAt) {
    await giveUp(run, submission, { provider, operation })
    return false
  }
  const cancels = canceled && provider.cancel !== null && !run.cancelAsked.has(submission.id)
  if (canceled) running.report('canceling', 0)
  const status = await ask(run, () => {
    if (!cancels || !provider.cancel) return provider.status(operation, { signal: running.signal })
    run.cancelAsked.add(submission.id)
    return provider.cancel(operation, { signal: running.signal })
  })
  if (status && status.state !== 'pending') {
    await recordEnd(run, submission, status, decide)
    return false
  }
  if (status?.progress !== undefined && !canceled) running.report('generating', 10 + status.progress * 0.7)
  await rest(run, submission, provider.pollMs)
  return false
}

/** Null when the provider could not be asked: its work goes on all the same. */
async function ask(run: GenerationRun, question: () => Promise<OperationStatus>): Promise<OperationStatus | null> {
  try {
    return await question()
  } catch (error) {
    run.running.signal.throwIfAborted()
    if (!isProviderError(error)) throw error
    run.ctx.log.warn({ err: error }, 'a provider could not be asked how its work goes')
    return null
  }
}

async function rest({ ctx, running, waiting }: GenerationRun, submission: Submission, pollMs: number): Promise<void> {
  const now = ctx.clock.now().getTime()
  const leftMs = Math.max(submission.deadlineAt.getTime() - now, 1)
  // What has taken long already need not be asked often.
  const ageMs = now - (submission.submittedAt ?? submission.createdAt).getTime()
  const waits = Math.floor(ageMs / Math.max(pollMs * 4, 1_000))
  await waiting.next(Math.min(backOffMs(waits, pollMs), leftMs), running.signal)
}

/** The time is up. What the provider has finished meanwhile still counts. */
async function giveUp(
  run: GenerationRun,
  submission: Submission,
  work: { provider: MediaProvider; operation: Operation },
): Promise<void> {
  const { provider, operation } = work
  const { signal } = run.running
  const status = await ask(
    run,
    () => provider.cancel?.(operation, { signal }) ?? provider.status(operation, { signal }),
  )
  if (status?.state === 'succeeded' || status?.state === 'failed') return recordEnd(run, submission, status, decide)
  await decide(run, submission, {
    state: 'failed',
    errorCode: 'UPSTREAM_TIMEOUT',
    errorMessage: `${provider.name} did not finish in time, and was told to stop.`,
    ...bill(run, submission, status?.state === 'canceled' ? status : null),
  })
}

function bill(
  run: GenerationRun,
  submission: Submission,
  canceled: Extract<EndStatus, { state: 'canceled' }> | null,
): { billed: 'no' | 'unknown' | 'yes'; costMicroUsd: number } {
  const billed = canceled?.billed ?? 'unknown'
  return { billed, costMicroUsd: billed === 'yes' ? costOf(run, submission, canceled?.usage ?? null) : 0 }
}
