import { type CanonDiff, type CanonFact, diffCanon } from '@cronicl/core'
import { z } from 'zod'
import type { DivergenceRow } from './divergence.ts'

/** What one side did to a fact since the fork. */
export const factChangeView = z.object({
  kind: z.enum(['added', 'changed', 'retracted']),
  key: z.string().describe('Subject and attribute as they are compared'),
  subject: z.string(),
  attribute: z.string(),
  base: z.string().nullable().describe('Value at the fork; null when it did not hold there'),
  value: z.string().nullable().describe('Value on this side; null when it was retracted'),
  nodeId: z.string().nullable().describe('The node that asserted or retracted it'),
})

/** A fact that both sides changed, to different outcomes. */
export const factConflictView = z.object({
  key: z.string(),
  subject: z.string(),
  attribute: z.string(),
  base: z.string().nullable(),
  left: factChangeView,
  right: factChangeView,
})

/** Every fact that either side changed since the fork is in one of the four lists. */
export const canonDiffView = z.object({
  left: z.array(factChangeView).describe('Changed on the left alone'),
  right: z.array(factChangeView).describe('Changed on the right alone'),
  agreed: z.array(factChangeView).describe('Changed on both sides to the same outcome'),
  conflicts: z.array(factConflictView).describe('Changed on both sides to different outcomes'),
})

/** The three-way difference of one pair of branches, out of its rows. */
export function diffOf(rows: readonly DivergenceRow[]): CanonDiff {
  const base = new Map<string, CanonFact>()
  for (const row of rows) if (row.side === 'base' && holds(row)) base.set(row.key, toCanonFact(row))
  return diffCanon(base, sideOf('left', base, rows), sideOf('right', base, rows))
}

/** The canon of one side: the base with what was said since. */
function sideOf(side: 'left' | 'right', base: ReadonlyMap<string, CanonFact>, rows: readonly DivergenceRow[]) {
  const canon = new Map(base)
  const retractedAt = new Map<string, string>()
  for (const row of rows) {
    if (row.side !== side || row.key === null) continue
    if (holds(row)) canon.set(row.key, toCanonFact(row))
    else if (canon.delete(row.key)) retractedAt.set(row.key, row.nodeId)
  }
  return Object.assign(canon, { retractedAt })
}

type HoldingRow = DivergenceRow & { key: string; value: string }

function holds(row: DivergenceRow): row is HoldingRow {
  return row.key !== null && row.value !== null
}

function toCanonFact({ key, subject, attribute, value, nodeId, factId }: HoldingRow): CanonFact {
  return { key, subject, attribute, value, nodeId, factId, span: null }
}
