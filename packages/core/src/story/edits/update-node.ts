import type { Change } from '../changes.ts'
import { spanAfter } from '../span-after.ts'
import type { Story } from '../model.ts'
import { cleanName, refuse } from './input-issues.ts'
import { type NodeFields, nodeIssues } from './node-rows.ts'
import { updated } from './row-change.ts'
import { factsAt, liveNode } from './row-lookup.ts'

export interface UpdateNodeInput extends Partial<NodeFields> {
  nodeId: string
}

/**
 * New text, kind or metadata (whole) of a node. What is not given or the same as before does not change. When the content
 * does, the spans of the node's facts follow their words, and a span whose words were edited goes.
 * Needs in `story`: the node, and its facts when the content is given. Where the node stands is `planMoveNode`'s.
 */
export function planUpdateNode(story: Story, input: UpdateNodeInput): Change[] {
  const node = liveNode(story, input.nodeId)
  refuse(nodeIssues(input))
  const { title, content, kind, metadata } = input
  const changes = updated('node', node, { title, content, kind: kind === undefined ? kind : cleanName(kind), metadata })
  if (content === undefined || content === node.content) return changes
  const spans = factsAt(story, node.id).flatMap((fact) =>
    fact.span === null ? [] : updated('fact', fact, { span: spanAfter(fact.span, node.content, content) }),
  )
  return [...changes, ...spans]
}
