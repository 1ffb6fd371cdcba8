import { AppError, validationError } from '@cronicl/core'
import { renderFilm } from '@cronicl/jobs'
import { z } from 'zod'
import { type DomainContext, requireUserId } from '../context.ts'
import { admitJob } from '../jobs/admit-job.ts'
import { idempotencyKeyInput } from '../jobs/start-job.ts'
import type { JobUsage } from '../usage/ledger-entry.ts'
import { documentInput, requireStorable } from './document-input.ts'
import { prepareRender, renderEstimate } from './prepare-render.ts'

/** What stands beside the document, wherever a render is started. */
export const renderRequestFields = {
  commit: z.boolean().default(true).describe('false: validate and price only, start nothing'),
  idempotencyKey: idempotencyKeyInput.optional(),
}
export const createRenderInput = documentInput(renderRequestFields)
export const createRenderOutput = z.object({
  jobId: z.string().nullable().describe('null when `commit` was false'),
  status: z.string(),
  estimate: renderEstimate,
})

/** What a film may use at most. It needs room in the library too, if only for its first byte. */
function renderUsage({ durationMs, costMicroUsd }: z.infer<typeof renderEstimate>): JobUsage {
  return {
    amounts: { renderMs: durationMs, spend: costMicroUsd, storageBytes: 1 },
    entry: { kind: 'render', quantity: durationMs },
  }
}

export type CreateContext = Pick<
  DomainContext,
  'db' | 'transact' | 'actor' | 'blobs' | 'clock' | 'config' | 'mediaTools' | 'outbound'
>

/**
 * Starts a render as a job, with its estimate reserved. `VALIDATION_ERROR` with every mistake at its path,
 * `TOO_MANY_INFLIGHT` or `LIMIT_EXCEEDED`: then no job, no cost.
 */
export async function createRender(
  ctx: CreateContext,
  input: z.infer<typeof createRenderInput>,
): Promise<z.infer<typeof createRenderOutput>> {
  const userId = requireUserId(ctx)
  const { commit, idempotencyKey, ...document } = input
  requireStorable(document)
  const prepared = await prepareRender(ctx, userId, document)
  if (!prepared.ok) throw validationError(prepared.issues)
  if (!commit) return { jobId: null, status: 'estimated', estimate: prepared.estimate }
  if (!ctx.mediaTools)
    throw new AppError(
      'PROVIDER_NOT_CONFIGURED',
      'Rendering needs FFmpeg, which this server does not have. Install it, or set FFMPEG_PATH and FFPROBE_PATH.',
    )
  const job = await ctx.transact((tx) =>
    admitJob(
      { ...tx, clock: ctx.clock, config: ctx.config, actor: ctx.actor },
      {
        definition: renderFilm,
        userId,
        // As it was sent: its merge fields are put in when it is read, and may not be twice.
        input: document,
        usage: renderUsage(prepared.estimate),
        inFlightLimit: true,
        ...(idempotencyKey ? { idempotencyKey } : {}),
      },
    ),
  )
  return { jobId: job.id, status: job.status, estimate: prepared.estimate }
}
