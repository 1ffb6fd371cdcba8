import type { DomainContext } from '../context.ts'
import { endJob } from './end-job.ts'

/**
 * Ends a job whose message was given up, because workers kept dying on it. Returns false when another message carries
 * the job by now, or it has ended.
 */
export async function buryJob(
  ctx: Pick<DomainContext, 'transact' | 'clock' | 'config'>,
  carrier: { jobId: string; carrierId: string },
): Promise<boolean> {
  const fence = { id: carrier.jobId, carrierId: carrier.carrierId }
  return ctx.transact(({ db }) =>
    endJob({ db, clock: ctx.clock, config: ctx.config }, fence, {
      status: 'failed',
      errorCode: 'INTERNAL_ERROR',
      errorMessage:
        'The work was interrupted too often and has been given up. Start the job again; if it stays, report its id.',
    }),
  )
}
