import { z } from 'zod'

/**
 * Keyset pages. Ids sort by creation, so the cursor of a list in that order is the last id that was sent; a cursor
 * stays right while rows come and go.
 */
export const pageLimitMax = 200

/** The input fields that every list shares. */
export const pageInput = {
  limit: z.int().min(1).max(pageLimitMax).default(50).describe('Items per page'),
  cursor: z.string().max(64).optional().describe('`nextCursor` of the page before'),
}

export interface Page<T> {
  items: T[]
  /** Send it as `cursor` for the next page; null on the last. */
  nextCursor: string | null
}

/** The page out of `rows`, which were read with one more than `limit` to see whether another page follows. */
export function toPage<T extends { id: string }>(rows: readonly T[], limit: number): Page<T> {
  const items = rows.slice(0, limit)
  return { items, nextCursor: rows.length > limit ? (items.at(-1)?.id ?? null) : null }
}
