import type { Prisma } from '@cronicl/db'
import { z } from 'zod'

/** The columns of a fact that its view is made of. */
export const factSelect = {
  id: true,
  nodeId: true,
  subject: true,
  attribute: true,
  value: true,
  spanStart: true,
  spanEnd: true,
  createdAt: true,
} satisfies Prisma.FactSelect

export type FactRow = Prisma.FactGetPayload<{ select: typeof factSelect }>

export const spanView = z.object({
  start: z.int(),
  end: z.int().describe('Not in it'),
})

/** A fact as everyone sees it. */
export const factView = z.object({
  id: z.string(),
  nodeId: z.string().describe('The node that it is asserted at'),
  subject: z.string(),
  attribute: z.string(),
  value: z.string().nullable().describe('Null retracts what was asserted before'),
  span: spanView.nullable().describe("Where in the node's content it comes from, in UTF-16 code units"),
  createdAt: z.string(),
})
export type FactView = z.infer<typeof factView>

export function toFactView({ spanStart, spanEnd, ...fact }: FactRow): FactView {
  return {
    ...fact,
    span: spanStart === null || spanEnd === null ? null : { start: spanStart, end: spanEnd },
    createdAt: fact.createdAt.toISOString(),
  }
}
