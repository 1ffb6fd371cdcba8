import { AppError } from '@cronicl/core'
import type { z } from 'zod'
import { type DomainContext, requireUserId } from '../context.ts'
import type { deleteGenerationInput } from './generation-inputs.ts'
import { findGeneration } from './get-generation.ts'

/**
 * Forgets a generation that has ended. Its outputs stay in the library and its cost in the ledger. `CONFLICT` while it is
 * under way: cancel it first.
 */
export async function deleteGeneration(
  ctx: Pick<DomainContext, 'db' | 'actor'>,
  { id }: z.infer<typeof deleteGenerationInput>,
): Promise<{ id: string }> {
  const { count } = await ctx.db.job.deleteMany({
    where: {
      id,
      userId: requireUserId(ctx),
      kind: { in: ['image', 'video'] },
      status: { in: ['succeeded', 'failed', 'canceled'] },
    },
  })
  if (count === 1) return { id }
  const { status } = await findGeneration(ctx, id)
  throw new AppError('CONFLICT', `The generation is ${status}. Cancel it first.`, { details: { status } })
}
