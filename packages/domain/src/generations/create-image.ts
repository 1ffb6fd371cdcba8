import type { z } from 'zod'
import { type CreateContext, createGeneration } from './create-generation.ts'
import type { createImageInput } from './generation-inputs.ts'
import type { CreateGenerationOutput } from './generation-view.ts'

/**
 * Has pictures made, as a job. `commit: false` checks and prices only. `NOT_FOUND` for references that are not the
 * caller's, `MODEL_RETIRED`, `PROVIDER_NOT_CONFIGURED`, `TOO_MANY_INFLIGHT`, `LIMIT_EXCEEDED`: then no job, no cost.
 */
export function createImage(
  ctx: CreateContext,
  { commit, idempotencyKey, ...wish }: z.infer<typeof createImageInput>,
): Promise<CreateGenerationOutput> {
  return createGeneration(ctx, { input: { kind: 'image', ...wish }, commit, idempotencyKey })
}
