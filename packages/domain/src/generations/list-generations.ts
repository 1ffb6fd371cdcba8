import { type Page, toPage } from '@cronicl/core'
import type { z } from 'zod'
import { type DomainContext, requireUserId } from '../context.ts'
import type { listGenerationsInput } from './generation-inputs.ts'
import { type GenerationView, generationSelect, toGenerationView } from './generation-view.ts'
import { readSubmissions } from './read-submissions.ts'

/** The caller's generations, newest first. */
export async function listGenerations(
  ctx: Pick<DomainContext, 'db' | 'actor' | 'blobs' | 'config'>,
  input: z.infer<typeof listGenerationsInput>,
): Promise<Page<GenerationView>> {
  const rows = await ctx.db.job.findMany({
    where: {
      userId: requireUserId(ctx),
      kind: input.kind ?? { in: ['image', 'video'] },
      ...(input.status ? { status: input.status } : {}),
      ...(input.cursor ? { id: { lt: input.cursor } } : {}),
    },
    orderBy: { id: 'desc' },
    take: input.limit + 1,
    select: generationSelect,
  })
  const { items, nextCursor } = toPage(rows, input.limit)
  const submissions = await readSubmissions(
    ctx.db,
    items.map(({ id }) => id),
  )
  const views = items.map((row) => toGenerationView(ctx, row, submissions.get(row.id) ?? []))
  return { items: await Promise.all(views), nextCursor }
}
