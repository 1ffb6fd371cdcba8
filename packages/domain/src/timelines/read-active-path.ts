import { type CanonFact, type JsonObject, factKey } from '@cronicl/core'
import { requireUserId } from '../context.ts'
import { canonAt } from './canon-at.ts'
import { type ElementView, elementSelect, toElementView } from './element-view.ts'
import { getPath } from './get-path.ts'
import { type NodeAddress, type ReadContext, noSuchNode } from './path-ranges.ts'

/** What AI is told of a story: the path to where the writer stands, never what is beside it. */
export interface ActivePath {
  timeline: { id: string; title: string; description: string; settings: JsonObject }
  /** From the root to the node. */
  nodes: { id: string; title: string; content: string; kind: string }[]
  canon: CanonFact[]
  /** The story bible without its trash. */
  elements: ElementView[]
}

/** The active path of a node of the caller's, by four statements whatever its length. NOT_FOUND for another user's. */
export async function readActivePath(ctx: ReadContext, at: NodeAddress): Promise<ActivePath> {
  const [story, path, canon] = await Promise.all([
    ctx.db.timeline.findFirst({
      where: { id: at.timelineId, userId: requireUserId(ctx), trashedAt: null },
      select: {
        id: true,
        title: true,
        description: true,
        settings: true,
        elements: { where: { trashedAt: null }, orderBy: { id: 'asc' }, select: elementSelect },
      },
    }),
    getPath(ctx, { ...at, contents: true }),
    canonAt(ctx, at),
  ])
  if (!story) throw noSuchNode()
  const { elements, settings, ...timeline } = story
  return {
    timeline: { ...timeline, settings: settings as JsonObject },
    nodes: path.nodes.map(({ id, title, content = '', kind }) => ({ id, title, content, kind })),
    canon: canon.facts.map((fact) => ({ key: factKey(fact.subject, fact.attribute), ...fact })),
    elements: elements.map((element) => toElementView(element)),
  }
}
