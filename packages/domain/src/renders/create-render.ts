import { AppError, validationError } from '@cronicl/core'
import { renderFilm } from '@cronicl/jobs'
import { renderDocumentSchema } from '@cronicl/render'
import { z } from 'zod'
import { type DomainContext, requireUserId } from '../context.ts'
import { startJob } from '../jobs/start-job.ts'
import { prepareRender, renderEstimate } from './prepare-render.ts'

export const createRenderInput = renderDocumentSchema.extend({
  commit: z.boolean().default(true).describe('false: validate and price only, start nothing'),
  idempotencyKey: z.string().min(1).max(255).optional().describe('The same key with the same input gives the same job'),
})
export const createRenderOutput = z.object({
  jobId: z.string().nullable().describe('null when `commit` was false'),
  status: z.string(),
  estimate: renderEstimate,
})

type CreateContext = Pick<DomainContext, 'db' | 'transact' | 'actor' | 'clock' | 'config' | 'mediaTools'>

/** Starts a render as a job. `VALIDATION_ERROR` with every mistake at its path; then no job, no cost. */
export async function createRender(
  ctx: CreateContext,
  input: z.infer<typeof createRenderInput>,
): Promise<z.infer<typeof createRenderOutput>> {
  const userId = requireUserId(ctx)
  const { commit, idempotencyKey, ...document } = input
  const prepared = await prepareRender(ctx, userId, document)
  if (!prepared.ok) throw validationError(prepared.issues)
  if (!commit) return { jobId: null, status: 'estimated', estimate: prepared.estimate }
  if (!ctx.mediaTools)
    throw new AppError(
      'PROVIDER_NOT_CONFIGURED',
      'Rendering needs FFmpeg, which this server does not have. Install it, or set FFMPEG_PATH and FFPROBE_PATH.',
    )
  const job = await ctx.transact((tx) =>
    startJob(
      { ...tx, clock: ctx.clock },
      {
        definition: renderFilm,
        userId,
        input: document,
        estimatedCostMicroUsd: prepared.estimate.costMicroUsd,
        ...(idempotencyKey ? { idempotencyKey } : {}),
      },
    ),
  )
  return { jobId: job.id, status: job.status, estimate: prepared.estimate }
}
