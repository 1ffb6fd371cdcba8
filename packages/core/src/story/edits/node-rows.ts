import { AppError, type Issue } from '../../errors.ts'
import type { Change } from '../changes.ts'
import { childrenOf } from '../graph.ts'
import { nodeContentMax, nodeKindMax, nodeTitleMax } from '../limits.ts'
import type { Branch, JsonObject, Story, StoryNode } from '../model.ts'
import { type FactInput, factChanges, factIssues } from './fact-rows.ts'
import { cleanName, jsonIssues, nameIssues, positionIssues, refuse, textIssues } from './input-issues.ts'
import { inserted, type NewId, updated } from './row-change.ts'

/** What the writer says of a node. A title may be empty. */
export interface NodeFields {
  title: string
  /** Default: empty. */
  content?: string | undefined
  /** Default: scene. */
  kind?: string | undefined
  /** Default: none. */
  metadata?: JsonObject | undefined
}

export interface NodeDraft extends NodeFields {
  /** Default: after the last sibling. */
  position?: number | undefined
  facts?: readonly FactInput[] | undefined
}

export function nodeIssues(fields: Partial<NodeFields>): Issue[] {
  return [
    ...textIssues(['title'], fields.title, nodeTitleMax),
    ...textIssues(['content'], fields.content, nodeContentMax),
    ...nameIssues(['kind'], fields.kind, nodeKindMax),
    ...jsonIssues(['metadata'], fields.metadata),
  ]
}

/** A new node under a live parent, with its facts: the node's change is the first. Needs the parent's live children. */
export function nodeInsertion(
  { story, parent, mergedNodeId = null }: { story: Story; parent: StoryNode; mergedNodeId?: string | null },
  draft: NodeDraft,
  newId: NewId,
): [Change, ...Change[]] {
  const { title, content = '', kind = 'scene', metadata = {}, facts = [], position } = draft
  refuse([...nodeIssues(draft), ...positionIssues(position), ...factIssues(content, facts)])
  const node: StoryNode = {
    id: newId('node'),
    parentId: parent.id,
    mergedNodeId,
    title,
    content,
    kind: cleanName(kind),
    position: placeUnder(story, parent.id, { position }),
    metadata,
    version: 1,
    trashId: null,
  }
  return [inserted('node', node), ...factChanges(node, { facts }, newId)]
}

/** The position that was asked for, or the one after the last live child that is not the node itself. */
export function placeUnder(
  story: Story,
  parentId: string,
  { position, nodeId }: { position?: number | undefined; nodeId?: string },
): number {
  // Adding nought makes the negative nought, which JSON does not keep, the usual one.
  if (position !== undefined) return position + 0
  const last = childrenOf(story, parentId).findLast((sibling) => sibling.id !== nodeId)
  return last === undefined ? 0 : last.position + 1
}

/** Moves a head from a node to the one that follows it. CONFLICT when the branch stands elsewhere by now. */
export function headAdvance(branch: Branch, fromNodeId: string, toNodeId: string): Change[] {
  if (branch.headNodeId !== fromNodeId) {
    throw new AppError('CONFLICT', `The head of the branch "${branch.name}" is another node by now.`, {
      details: { current: branch },
    })
  }
  return updated('branch', branch, { headNodeId: toNodeId })
}
