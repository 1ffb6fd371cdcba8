import type { SubmissionModel as Submission } from '@cronicl/db'
import type { DomainContext } from '../context.ts'
import { removeOutputs } from './store-outputs.ts'

/**
 * Removes what lies in our store of a submission that has served. The generation ends as it ends all the same: what stays
 * behind, because the store is away or the process dies, is `sweepOutputs`'s.
 */
export async function discardOutputs(
  { ctx }: { ctx: Pick<DomainContext, 'db' | 'blobs' | 'log'> },
  submission: Pick<Submission, 'id' | 'userId' | 'outputs'>,
): Promise<void> {
  if (submission.outputs === null) return
  try {
    await removeOutputs(ctx, submission)
  } catch (error) {
    ctx.log.warn({ err: error, submissionId: submission.id }, 'outputs that have served could not be removed yet')
  }
}
