import { validationError } from '../../errors.ts'
import type { Change } from '../changes.ts'
import type { Fact, Story, StoryNode } from '../model.ts'
import { cleanName, refuse } from './input-issues.ts'
import { nodeIssues } from './node-rows.ts'
import { inserted, type NewId, updated } from './row-change.ts'
import { branchesAt, factsAt, liveNode } from './row-lookup.ts'

export interface SplitNodeInput {
  nodeId: string
  /** Where the content is cut, in UTF-16 code units; both parts hold something. */
  offset: number
  /** Of the new node; default: the node's. */
  title?: string | undefined
  kind?: string | undefined
}

/**
 * Cuts a node in two: it keeps the content before `offset`, and a new child has the rest, with the node's children below
 * it. Facts go with the words they come from; those whose words are cut stay, without a span. Branch heads at the node
 * move to the new one. So canon is the same as before at all that stood below the node, and at every head.
 * The first change is the new node's.
 * Needs in `story`: the node, its facts, its children (those in the trash too) and the branches whose head it is.
 * VALIDATION_ERROR at `offset` when it is at either end, outside, or within what a reader sees as one character.
 */
export function planSplitNode(story: Story, input: SplitNodeInput, newId: NewId): Change[] {
  const node = liveNode(story, input.nodeId)
  const { title = node.title, kind = node.kind, offset } = input
  refuse(nodeIssues({ title, kind }))
  checkOffset(node.content, offset)
  const rest: StoryNode = {
    ...node,
    id: newId('node'),
    parentId: node.id,
    mergedNodeId: null,
    title,
    content: node.content.slice(offset),
    kind: cleanName(kind),
    position: 0,
    metadata: {},
    version: 1,
  }
  const children = [...story.nodes.values()].filter((child) => child.parentId === node.id)
  return [
    inserted('node', rest),
    ...updated('node', node, { content: node.content.slice(0, offset) }),
    ...children.flatMap((child) => updated('node', child, { parentId: rest.id })),
    ...factsAt(story, node.id).flatMap((fact) => factAfterCut(fact, offset, rest.id)),
    ...branchesAt(story, new Set([node.id])).flatMap((branch) => updated('branch', branch, { headNodeId: rest.id })),
  ]
}

function factAfterCut(fact: Fact, offset: number, restId: string): Change[] {
  if (fact.span === null || fact.span.end <= offset) return []
  const { start, end } = fact.span
  if (start < offset) return updated('fact', fact, { span: null })
  return updated('fact', fact, { nodeId: restId, span: { start: start - offset, end: end - offset } })
}

const characters = new Intl.Segmenter('en', { granularity: 'grapheme' })

function checkOffset(content: string, offset: number): void {
  const path = ['offset']
  if (!Number.isInteger(offset) || offset <= 0 || offset >= content.length) {
    const message = `The offset must leave something on both sides: the content has ${content.length} characters.`
    throw validationError([{ path, message }])
  }
  if (characters.segment(content).containing(offset)?.index !== offset) {
    throw validationError([{ path, message: 'The offset lies within a character.' }])
  }
}
