import type { SubmissionModel as Submission } from '@cronicl/db'
import type { MediaUsage, OperationStatus } from '@cronicl/providers'
import { type GenerationRun, costOf, type decide } from './generation-run.ts'
import { storeOutputs } from './store-outputs.ts'
import type { SubmissionNews } from './submission-machine.ts'

export type EndStatus = Exclude<OperationStatus, { state: 'pending' }>

/**
 * Writes down how a provider's work ended, with what the provider takes for it. Outputs lie in our store before it counts
 * as succeeded, so that no success can be lost with the one who heard of it.
 */
export async function recordEnd(
  run: GenerationRun,
  submission: Submission,
  status: EndStatus,
  tell: typeof decide,
): Promise<void> {
  await tell(run, submission, await newsOf(run, submission, status))
}

async function newsOf(run: GenerationRun, submission: Submission, status: EndStatus): Promise<SubmissionNews> {
  const { provider, externalId } = submission
  const costMicroUsd = billOf(run, submission, status)
  switch (status.state) {
    case 'succeeded': {
      const bill = { billed: costMicroUsd > 0 ? 'yes' : 'no', costMicroUsd } as const
      const stored = await storeOutputs(run, submission, status.outputs)
      if ('problem' in stored) return failed(stored.problem, bill)
      const model = status.usage?.model
      return { state: 'succeeded', outputs: stored.outputs, externalId, ...(model ? { model } : {}), ...bill }
    }
    case 'failed': {
      const { code, message, details } = status.error
      return { ...failed(message || `${provider} failed.`, { billed: details.billed, costMicroUsd }), errorCode: code }
    }
    case 'canceled':
      return { state: 'canceled', billed: status.billed, costMicroUsd }
  }
}

function failed(
  errorMessage: string,
  bill: { billed: 'no' | 'unknown' | 'yes'; costMicroUsd: number },
): Extract<SubmissionNews, { state: 'failed' }> {
  return { state: 'failed', errorCode: 'UPSTREAM_ERROR', errorMessage, ...bill }
}

/** What is taken: nothing where nothing was billed; where that is not known, only what the provider told. */
function billOf(run: GenerationRun, submission: Submission, status: EndStatus): number {
  const { usage } = status
  if (status.state === 'succeeded') return costOf(run, submission, usage)
  const billed = status.state === 'failed' ? status.error.details.billed : status.billed
  return billed === 'no' || (billed === 'unknown' && !hasUsage(usage)) ? 0 : costOf(run, submission, usage)
}

function hasUsage(usage: MediaUsage | null): boolean {
  return usage !== null && Object.keys(usage).length > 0
}
