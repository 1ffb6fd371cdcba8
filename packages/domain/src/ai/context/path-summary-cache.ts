import { type DomainContext, requireUserId } from '../../context.ts'

export interface StoredSummary {
  hash: string
  summary: string
  nodeCount: number
}

type CacheContext = Pick<DomainContext, 'db' | 'actor' | 'clock'>

/** The summaries of a stored timeline of the caller's that stand under any of these hashes. */
export async function findSummaries(
  ctx: Pick<CacheContext, 'db' | 'actor'>,
  { timelineId, prompt, hashes }: { timelineId: string; prompt: string; hashes: readonly string[] },
): Promise<StoredSummary[]> {
  return ctx.db.pathSummary.findMany({
    where: { timelineId, prompt, hash: { in: [...hashes] }, timeline: { userId: requireUserId(ctx) } },
    select: { hash: true, summary: true, nodeCount: true },
  })
}

/** Keeps a summary. The first of several that were made at once stays; the story itself is not touched. */
export async function keepSummary(
  ctx: CacheContext,
  summary: StoredSummary & { timelineId: string; prompt: string; tokens: number },
): Promise<void> {
  await ctx.db.pathSummary.createMany({ data: [{ ...summary, createdAt: ctx.clock.now() }], skipDuplicates: true })
}
