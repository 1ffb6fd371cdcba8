import type { z } from 'zod'
import { type CreateContext, createGeneration } from './create-generation.ts'
import type { createVideoInput } from './generation-inputs.ts'
import type { CreateGenerationOutput } from './generation-view.ts'

/** Has a film made, as a job; otherwise as `createImage`. Its frames are pictures of the caller's, or public addresses. */
export function createVideo(
  ctx: CreateContext,
  { commit, idempotencyKey, ...wish }: z.infer<typeof createVideoInput>,
): Promise<CreateGenerationOutput> {
  return createGeneration(ctx, { input: { kind: 'video', ...wish }, commit, idempotencyKey })
}
