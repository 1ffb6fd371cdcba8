import { AppError } from '@cronicl/core'
import type { z } from 'zod'
import { type DomainContext, requireUserId } from '../context.ts'
import type { getGenerationInput } from './generation-inputs.ts'
import { type GenerationRow, type GenerationView, generationSelect, toGenerationView } from './generation-view.ts'
import { readSubmissions } from './read-submissions.ts'

type GetContext = Pick<DomainContext, 'db' | 'actor' | 'blobs' | 'config'>

/** One of the caller's generations. `NOT_FOUND` for another user's, and for a job that is none. */
export async function getGeneration(
  ctx: GetContext,
  { id }: z.infer<typeof getGenerationInput>,
): Promise<GenerationView> {
  const row = await findGeneration(ctx, id)
  const submissions = await readSubmissions(ctx.db, [id])
  return toGenerationView(ctx, row, submissions.get(id) ?? [])
}

/** The row behind the view. */
export async function findGeneration(ctx: Pick<DomainContext, 'db' | 'actor'>, id: string): Promise<GenerationRow> {
  const row = await ctx.db.job.findFirst({
    where: { id, userId: requireUserId(ctx), kind: { in: ['image', 'video'] } },
    select: generationSelect,
  })
  if (!row) throw new AppError('NOT_FOUND', 'There is no such generation.')
  return row
}
