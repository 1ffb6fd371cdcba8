import type { CanonFact } from '@cronicl/core'
import { Prisma } from '@cronicl/db'
import { z } from 'zod'
import { spanView } from './fact-view.ts'
import { type NodeAddress, type ReadContext, noSuchNode, pathRanges } from './path-ranges.ts'

export const canonAtInput = z.strictObject({ timelineId: z.string().max(64), nodeId: z.string().max(64) })

export const canonFactView = z.object({
  subject: z.string(),
  attribute: z.string(),
  value: z.string(),
  nodeId: z.string().describe('The node that asserted it last'),
  factId: z.string(),
  span: spanView.nullable(),
})
export const canonView = z.object({ facts: z.array(canonFactView) })
export type CanonView = z.infer<typeof canonView>

/**
 * The canon at a node: of each fact the last value on the path from the root, what was retracted left out, in the order
 * of what is compared (subject, then attribute). One statement, however deep the node stands. NOT_FOUND for a node in
 * the trash, too.
 */
export async function canonAt(ctx: ReadContext, input: z.infer<typeof canonAtInput>): Promise<CanonView> {
  const facts = await readCanon(ctx, input)
  return { facts: facts.map(({ key: _key, ...fact }) => fact) }
}

interface CanonRow extends Omit<CanonFact, 'value' | 'span'> {
  value: string | null
  spanStart: number | null
  spanEnd: number | null
}

/** The same with the keys. */
export async function readCanon(ctx: ReadContext, at: NodeAddress): Promise<CanonFact[]> {
  // Rows are faster than one JSON value: Postgres takes longer to write that than Prisma to read the rows. The outer
  // join leaves one empty row for a node without facts.
  const rows = await ctx.db.$queryRaw<(CanonRow | { key: null })[]>(Prisma.sql`
    WITH ${pathRanges(ctx, at)}
    SELECT DISTINCT ON (f.key COLLATE "C") f.key, f.subject, f.attribute, f.value, f.node_id AS "nodeId",
      f.id AS "factId", f.span_start AS "spanStart", f.span_end AS "spanEnd"
    FROM range r LEFT JOIN facts f ON f.timeline_id = r.timeline_id AND f.strand = r.strand AND f.depth <= r.depth
    ORDER BY f.key COLLATE "C", f.depth DESC`)
  if (rows.length === 0) throw noSuchNode()
  const facts: CanonFact[] = []
  for (const row of rows) if (row.key !== null && row.value !== null) facts.push(toCanonFact(row, row.value))
  return facts.sort((a, b) => (a.key < b.key ? -1 : 1))
}

function toCanonFact({ spanStart, spanEnd, ...fact }: CanonRow, value: string): CanonFact {
  const span = spanStart === null || spanEnd === null ? null : { start: spanStart, end: spanEnd }
  return { ...fact, value, span }
}
