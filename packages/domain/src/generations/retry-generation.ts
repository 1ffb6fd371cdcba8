import { AppError } from '@cronicl/core'
import type { z } from 'zod'
import { type CreateContext, createGeneration } from './create-generation.ts'
import type { retryGenerationInput } from './generation-inputs.ts'
import { readWish } from './generation-run.ts'
import type { CreateGenerationOutput } from './generation-view.ts'
import { findGeneration } from './get-generation.ts'

/**
 * Starts a generation that failed or was canceled once more, as a new job with the same input and a price of its own.
 * `CONFLICT` while it is under way, or when it has succeeded.
 */
export async function retryGeneration(
  ctx: CreateContext,
  { id, commit, idempotencyKey }: z.infer<typeof retryGenerationInput>,
): Promise<CreateGenerationOutput> {
  const row = await findGeneration(ctx, id)
  if (row.status !== 'failed' && row.status !== 'canceled')
    throw new AppError(
      'CONFLICT',
      `Only what failed or was canceled can be tried again; this generation is ${row.status}.`,
    )
  return createGeneration(ctx, { input: readWish(row.kind, row.input), commit, idempotencyKey })
}
