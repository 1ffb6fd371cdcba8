import type { z } from 'zod'
import type { DomainContext } from '../context.ts'
import { cancelJob } from '../jobs/cancel-job.ts'
import type { cancelGenerationInput } from './generation-inputs.ts'
import type { GenerationView } from './generation-view.ts'
import { findGeneration, getGeneration } from './get-generation.ts'

/**
 * Calls a generation off, as `cancelJob`. `billed` tells whether the provider takes money for it all the same; what you
 * pay is `costMicroUsd` once it has ended. It may still succeed when the word comes too late.
 */
export async function cancelGeneration(
  ctx: Pick<DomainContext, 'db' | 'transact' | 'actor' | 'blobs' | 'config' | 'clock'>,
  { id }: z.infer<typeof cancelGenerationInput>,
): Promise<GenerationView> {
  await findGeneration(ctx, id)
  await cancelJob(ctx, { id })
  return getGeneration(ctx, { id })
}
