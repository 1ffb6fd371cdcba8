import { Prisma, queryKept } from '@cronicl/db'
import { z } from 'zod'
import { spanView } from './fact-view.ts'
import { type ReadContext, noSuchNode, pathRanges } from './path-ranges.ts'

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

interface CanonRow {
  subject: string
  attribute: string
  /** Null where it is retracted. */
  value: string | null
  nodeId: string
  factId: string
  spanStart: number | null
  spanEnd: number | null
}

/**
 * The canon at a node: of each fact the last value on the path from the root, what was retracted left out, in the order
 * (by code point) of what is compared. One statement, however deep the node stands. NOT_FOUND for a node in the trash,
 * too.
 */
export async function canonAt(ctx: ReadContext, input: z.infer<typeof canonAtInput>): Promise<CanonView> {
  // Rows are faster than one JSON value: Postgres takes longer to write that than Prisma to read the rows. The outer
  // join leaves one empty row for a node without facts.
  const rows = await queryKept<CanonRow | { factId: null }>(
    ctx.db,
    Prisma.sql`WITH ${pathRanges(ctx, input)}
    SELECT DISTINCT ON (f.key COLLATE "C") f.subject, f.attribute, f.value, f.node_id AS "nodeId", f.id AS "factId",
      f.span_start AS "spanStart", f.span_end AS "spanEnd"
    FROM range r LEFT JOIN facts f ON f.timeline_id = r.timeline_id AND f.strand = r.strand AND f.depth <= r.depth
    ORDER BY f.key COLLATE "C", f.depth DESC`,
  )
  if (rows.length === 0) throw noSuchNode()
  const facts: CanonView['facts'] = []
  for (const row of rows) if (row.factId !== null && row.value !== null) facts.push(toFact(row, row.value))
  return { facts }
}

// Spelled out, since a spread of each row would take as long as the rest of it.
function toFact(row: CanonRow, value: string): CanonView['facts'][number] {
  const { subject, attribute, nodeId, factId, spanStart, spanEnd } = row
  const span = spanStart === null || spanEnd === null ? null : { start: spanStart, end: spanEnd }
  return { subject, attribute, value, nodeId, factId, span }
}
