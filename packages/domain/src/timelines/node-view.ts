import type { Prisma } from '@cronicl/db'
import { z } from 'zod'
import { factView } from './fact-view.ts'
import { type JsonObjectView, jsonObjectView } from './story-json.ts'

/** The columns of a node that its view is made of. */
export const nodeSelect = {
  id: true,
  timelineId: true,
  parentId: true,
  mergedNodeId: true,
  title: true,
  content: true,
  kind: true,
  position: true,
  metadata: true,
  version: true,
  trashId: true,
  depth: true,
  createdAt: true,
  updatedAt: true,
} satisfies Prisma.StoryNodeSelect

export type NodeRow = Prisma.StoryNodeGetPayload<{ select: typeof nodeSelect }>

/** A node as everyone sees it. */
export const nodeView = z.object({
  id: z.string(),
  timelineId: z.string(),
  parentId: z.string().nullable().describe('Null for the root'),
  mergedNodeId: z.string().nullable().describe("Of a merge: the other branch's head"),
  title: z.string(),
  content: z.string(),
  kind: z.string(),
  position: z.number().describe('Order among siblings'),
  metadata: jsonObjectView,
  version: z.int().describe('Send it with an update'),
  trashId: z.string().nullable().describe('The node whose deletion put it in the trash'),
  depth: z.int().describe('Steps from the root'),
  createdAt: z.string(),
  updatedAt: z.string(),
})
export type NodeView = z.infer<typeof nodeView>

/** A node together with what is asserted at it. */
export const nodeWithFactsView = nodeView.extend({ facts: z.array(factView) })
export type NodeWithFactsView = z.infer<typeof nodeWithFactsView>

export function toNodeView(row: NodeRow): NodeView {
  return {
    ...row,
    metadata: row.metadata as JsonObjectView,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  }
}
