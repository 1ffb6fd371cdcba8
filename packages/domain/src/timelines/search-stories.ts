import { type Page, pageInput, validationError } from '@cronicl/core'
import { Prisma } from '@cronicl/db'
import { z } from 'zod'
import { requireUserId } from '../context.ts'
import { highlightedText, matchStart, matchStop, toHighlightedText } from './highlight.ts'
import { type ReadContext, noSuchTimeline } from './path-ranges.ts'
import { toSearchWords, tsQuery } from './search-words.ts'

const searched = z.enum(['node', 'element'])

export const searchStoriesInput = z.strictObject({
  limit: pageInput.limit.removeDefault().default(20),
  cursor: pageInput.cursor,
  timelineId: z.string().max(64).optional().describe('All stories of the caller when absent'),
  query: z.string().max(500).describe('Words, "phrases", `or`, and -words that must not be there'),
  kinds: z.array(searched).min(1).max(2).default(['node', 'element']),
})

/** The same within one story. */
export const searchTimelineInput = z.strictObject({
  ...searchStoriesInput.shape,
  // Not by `.required`, whose schema the OpenAPI generator does not know for a path's parameter.
  timelineId: z.string().max(64),
})

export const searchHit = z.object({
  type: searched,
  id: z.string(),
  timelineId: z.string(),
  kind: z.string().describe('Kind of the node or of the element'),
  title: highlightedText,
  snippet: highlightedText.describe('The parts of the text around what matched'),
})
export type SearchHit = z.infer<typeof searchHit>
export const searchPage = z.object({ items: z.array(searchHit), nextCursor: z.string().nullable() })

interface HitRow {
  type: SearchHit['type']
  id: string
  timelineId: string
  kind: string
  rank: number
  title: string
  snippet: string
}

/**
 * Nodes and elements that match, best first; a match in a title counts more, and a story is read in its own language.
 * The last word may be the beginning of one. Nothing in the trash is found. No query is an error: one that says nothing
 * finds nothing. NOT_FOUND for another user's `timelineId`.
 */
export async function searchStories(
  ctx: ReadContext,
  input: z.infer<typeof searchStoriesInput>,
): Promise<Page<SearchHit>> {
  const { limit, timelineId } = input
  const rows = await ctx.db.$queryRaw<(HitRow | { type: null })[]>(searchSql(ctx, input))
  if (rows.length === 0 && timelineId !== undefined) throw noSuchTimeline()
  const hits = rows.filter((row): row is HitRow => row.type !== null)
  const last = hits[limit - 1]
  return {
    items: hits.slice(0, limit).map(({ rank: _rank, ...hit }) => ({
      ...hit,
      title: toHighlightedText(hit.title),
      snippet: toHighlightedText(hit.snippet),
    })),
    nextCursor: last && hits.length > limit ? `${last.rank}~${last.id}` : null,
  }
}

/** One row or more for each story that is searched; its `type` is null where there is nothing to show. */
function searchSql(ctx: ReadContext, input: z.infer<typeof searchStoriesInput>): Prisma.Sql {
  const one = input.timelineId === undefined ? Prisma.empty : Prisma.sql`AND t.id = ${input.timelineId}`
  const query = tsQuery(toSearchWords(input.query), Prisma.sql`l.language`)
  const found = input.kinds.map((kind) => matches[kind])
  return Prisma.sql`
    WITH story AS MATERIALIZED (
      SELECT t.id, l.language, ${query} AS query
      FROM timelines t, LATERAL (SELECT story_language(t.id) AS language OFFSET 0) l
      WHERE t.user_id = ${requireUserId(ctx)} AND t.trashed_at IS NULL ${one}
    ), hit AS (
      SELECT * FROM (${Prisma.join(found, ' UNION ALL ')}) found WHERE ${isAfter(input.cursor)}
      ORDER BY rank DESC, id LIMIT ${input.limit + 1}
    )
    SELECT h.type, h.id, s.id AS "timelineId", h.kind, h.rank,
      ts_headline(s.language, translate(h.title, ${marks}, ''), s.query, ${`${marked}, HighlightAll=true`}) AS title,
      ts_headline(s.language, translate(${textOf}, ${marks}, ''), s.query, ${fragments}) AS snippet
    FROM story s LEFT JOIN hit h ON h.timeline_id = s.id
    ORDER BY h.rank DESC NULLS LAST, h.id`
}

const marks = `${matchStart}${matchStop}`
const marked = `StartSel="${matchStart}", StopSel="${matchStop}"`
const fragments = `${marked}, MaxFragments=2, MaxWords=25, MinWords=8, FragmentDelimiter=" … "`

const matches = {
  node: Prisma.sql`
    SELECT 'node' AS type, n.id, n.timeline_id, n.kind, n.title, ts_rank_cd(n.search, s.query)::float8 AS rank
    FROM story s JOIN story_nodes n ON n.timeline_id = s.id AND n.search @@ s.query WHERE n.trash_id IS NULL`,
  element: Prisma.sql`
    SELECT 'element' AS type, e.id, e.timeline_id, e.kind::text AS kind, e.name AS title,
      ts_rank_cd(e.search, s.query)::float8 AS rank
    FROM story s JOIN story_elements e ON e.timeline_id = s.id AND e.search @@ s.query WHERE e.trashed_at IS NULL`,
}

/** Read for the hits of the page alone. */
const textOf = Prisma.sql`CASE h.type
  WHEN 'node' THEN (SELECT content FROM story_nodes WHERE id = h.id)
  ELSE (SELECT concat_ws(' ', e.description, (
      SELECT string_agg(value #>> '{}', ' ') FROM jsonb_path_query(e.fields, 'strict $.**') AS value
      WHERE jsonb_typeof(value) = 'string'
    )) FROM story_elements e WHERE e.id = h.id) END`

/** A cursor holds the rank and id of the last hit that was sent. */
function isAfter(cursor: string | undefined): Prisma.Sql {
  if (cursor === undefined) return Prisma.sql`true`
  const [rank = '', id = ''] = cursor.split('~')
  if (rank === '' || id === '' || !Number.isFinite(Number(rank)))
    throw validationError([{ path: ['cursor'], message: 'This is not the cursor of a page of hits.' }])
  return Prisma.sql`(rank < ${Number(rank)}::float8 OR (rank = ${Number(rank)}::float8 AND id > ${id}))`
}
