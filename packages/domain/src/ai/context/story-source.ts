import type { ElementKind } from '@cronicl/core'
import type { FactPart, NodePart, RejectedPart } from '../prompts/story-sections.ts'

/** A node of the active path. */
export interface PathNode extends NodePart {
  /** Null when the caller sent none. */
  id: string | null
}

/** An element of the story bible as it goes into a prompt. */
export interface BibleElement {
  kind: ElementKind
  name: string
  description: string
  fields: Readonly<Record<string, unknown>>
  /** Goes in whether the path names it or not. */
  pinned: boolean
}

/**
 * What an AI procedure works from, whether the request brought it or a stored timeline. It holds one active path and
 * nothing of its siblings.
 */
export interface StorySource {
  /** Null when the request brought everything. */
  timelineId: string | null
  story: { title: string; description: string } | null
  /** Root to current; never empty. */
  path: readonly PathNode[]
  /** What holds at the current node. */
  canon: readonly FactPart[]
  elements: readonly BibleElement[]
  rejected: readonly RejectedPart[]
}
