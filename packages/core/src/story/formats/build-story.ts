import {
  type Branch,
  type ElementKind,
  type Fact,
  type JsonObject,
  mainBranch,
  type Span,
  type Story,
  type StoryElement,
  type StoryNode,
} from '../model.ts'
import type { NewId } from '../edits/row-change.ts'

/** A node that an importer has read; it names others by their index in the list. */
export interface NodeDraft {
  /** Null for the root alone. */
  parent: number | null
  merged: number | null
  title: string
  content: string
  kind: string
  position: number
  metadata: JsonObject
}

export interface StoryDraft {
  title: string
  description: string
  settings: JsonObject
  nodes: readonly NodeDraft[]
  /** Without `main`, it ends where `mainHead` says. */
  branches: readonly { name: string; head: number }[]
  mainHead: number
  elements: readonly { kind: ElementKind; name: string; description: string; fields: JsonObject }[]
  facts: readonly { node: number; subject: string; attribute: string; value: string | null; span: Span | null }[]
}

/** The draft as a story: ids are minted in the draft's order, every version is 1. */
export function buildStory(draft: StoryDraft, newId: NewId): Story {
  const ids = draft.nodes.map(() => newId('node'))
  const idAt = (index: number): string => ids[index] as string
  const nodes = draft.nodes.map(({ parent, merged, ...node }, index): StoryNode => {
    const parentId = parent === null ? null : idAt(parent)
    const mergedNodeId = merged === null ? null : idAt(merged)
    return { id: idAt(index), parentId, mergedNodeId, ...node, version: 1, trashId: null }
  })
  const named = draft.branches.filter(({ name }) => name !== mainBranch)
  const mainHead = draft.branches.find(({ name }) => name === mainBranch)?.head ?? draft.mainHead
  const branches = [{ name: mainBranch, head: mainHead }, ...named].map(({ name, head }): Branch => {
    return { id: newId('branch'), name, headNodeId: idAt(head), version: 1 }
  })
  const elements = draft.elements.map((element): StoryElement => {
    return { id: newId('element'), ...element, version: 1, trashedAt: null }
  })
  const facts = draft.facts.map(({ node, span, ...fact }): Fact => {
    // A text that was rewritten on its way has no such place any more.
    const isInside = span !== null && span.end <= (draft.nodes[node]?.content.length ?? 0)
    return { id: newId('fact'), nodeId: idAt(node), ...fact, span: isInside ? span : null }
  })
  const { title, description, settings } = draft
  return {
    head: { title, description, settings, version: 1 },
    nodes: byId(nodes),
    branches: byId(branches),
    elements: byId(elements),
    facts: byId(facts),
  }
}

/** The rows by their id, in their order. */
export function byId<T extends { id: string }>(rows: readonly T[]): Map<string, T> {
  return new Map(rows.map((row) => [row.id, row]))
}
