/**
 * A story as plain values: a tree of nodes, named heads in it, facts that are asserted at nodes, and the elements of the
 * story bible. Everything in this folder is a pure function of these; the rows of `prisma/schema/stories.prisma` hold
 * the same fields.
 */
export interface StoryNode {
  id: string
  /** Null for the root alone. */
  parentId: string | null
  /** Of a merge: the other branch's head that went into it. */
  mergedNodeId: string | null
  title: string
  content: string
  /** scene, chapter, choice … as the frontend likes. */
  kind: string
  /** Order among siblings; any finite number. */
  position: number
  metadata: JsonObject
  version: number
  /** Id of the node whose deletion put it in the trash; null while it is in the story. */
  trashId: string | null
}

export interface Branch {
  id: string
  name: string
  headNodeId: string
  version: number
}

export type ElementKind = 'script' | 'character' | 'location' | 'theme' | 'scene'

export interface StoryElement {
  id: string
  kind: ElementKind
  name: string
  description: string
  fields: JsonObject
  version: number
  /** ISO 8601 UTC; null while it is in the story. */
  trashedAt: string | null
}

/** A place in a node's content, in UTF-16 code units; `end` is not in it. */
export interface Span {
  start: number
  end: number
}

export interface Fact {
  id: string
  nodeId: string
  subject: string
  attribute: string
  /** Null retracts what an ancestor asserted. */
  value: string | null
  span: Span | null
}

/** What the story itself says of itself. */
export interface StoryHead {
  title: string
  description: string
  settings: JsonObject
  version: number
}

/** A whole story, or the part of one that a function needs. Trashed nodes are in it, marked by `trashId`. */
export interface Story {
  head: StoryHead
  nodes: ReadonlyMap<string, StoryNode>
  branches: ReadonlyMap<string, Branch>
  elements: ReadonlyMap<string, StoryElement>
  facts: ReadonlyMap<string, Fact>
}

export type JsonValue = string | number | boolean | null | JsonValue[] | JsonObject
export interface JsonObject {
  [key: string]: JsonValue
}

/** The branch that every story has from the start, and that can be neither renamed nor deleted. */
export const mainBranch = 'main'
