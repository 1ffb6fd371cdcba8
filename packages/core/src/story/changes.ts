import type { Branch, Fact, Story, StoryElement, StoryHead, StoryNode } from './model.ts'

/** The rows that edits change, by table. */
export interface StoryTables {
  head: StoryHead
  node: StoryNode
  branch: Branch
  element: StoryElement
  fact: Fact
}
export type StoryTable = keyof StoryTables

/**
 * What an edit does to one row, both ways. `before: null` inserts it whole, `after: null` deletes it, and otherwise both
 * hold the same changed fields. `version` is never among them: it only rises, also when an edit is undone.
 * The head's id is the timeline's, which a pure story does not know: it is `''`.
 */
export type Change = {
  [T in StoryTable]: {
    table: T
    id: string
    before: Partial<StoryTables[T]> | null
    after: Partial<StoryTables[T]> | null
  }
}[StoryTable]

/** The changes that lead back, in the order to apply them. */
export function invertChanges(changes: readonly Change[]): Change[] {
  return changes.map((change) => ({ ...change, before: change.after, after: change.before }) as Change).reverse()
}

/** The story after `changes`. Rows that are changed get the next version; inserted ones keep the one they bring. */
export function applyChanges(story: Story, changes: readonly Change[]): Story {
  const next = {
    head: story.head,
    node: new Map(story.nodes),
    branch: new Map(story.branches),
    element: new Map(story.elements),
    fact: new Map(story.facts),
  }
  for (const { table, id, before, after } of changes) {
    if (table === 'head') {
      next.head = { ...next.head, ...(after as Partial<StoryHead>), version: next.head.version + 1 }
      continue
    }
    const rows = next[table] as Map<string, object>
    if (after === null) rows.delete(id)
    else if (before === null) rows.set(id, after)
    else rows.set(id, raised({ ...rows.get(id), ...after }))
  }
  return { head: next.head, nodes: next.node, branches: next.branch, elements: next.element, facts: next.fact }
}

function raised(row: object): object {
  return 'version' in row ? { ...row, version: (row.version as number) + 1 } : row
}
