import type { Story } from '@cronicl/core'
import { type StoredRow, type Target, insertRows } from './bulk-write.ts'
import { insertStrands } from './place-nodes.ts'
import { type RowTable, toStored } from './story-tables.ts'
import { placeTree } from './strand-places.ts'

/** Keeps a statement's JSON at some megabytes. */
const rowsPerStatement = 5_000

/**
 * Stores a whole new story as a timeline of the user's: at its first revision, with nothing to undo. All rows begin at
 * `at`. The story must be one tree with its root; that its texts and numbers keep the limits is for the caller.
 */
export async function insertStory(to: Target, userId: string, story: Story): Promise<void> {
  const { db, timelineId, at } = to
  const parents = new Map([...story.nodes.values()].map((node) => [node.id, node.parentId]))
  const placement = placeTree(parents, new Map(), 0)
  const { title, description, settings, version } = story.head
  await db.timeline.createMany({
    data: [
      {
        id: timelineId,
        userId,
        title,
        description,
        settings,
        version,
        lastStrand: placement.lastStrand,
        createdAt: at,
        updatedAt: at,
      },
    ],
  })
  await insertStrands(to, placement)
  // In the order of their places, each after its parent.
  const nodes = [...placement.places].map(([id, place]) => ({
    id,
    values: { ...toStored('node', { ...story.nodes.get(id) }), ...place },
  }))
  await insertAll(to, 'node', nodes)
  await insertAll(to, 'branch', storedRows('branch', story.branches))
  await insertAll(to, 'element', storedRows('element', story.elements))
  await insertAll(to, 'fact', storedRows('fact', story.facts))
}

function storedRows(table: RowTable, rows: ReadonlyMap<string, object>): StoredRow[] {
  return [...rows].map(([id, row]) => ({ id, values: toStored(table, { ...row }) }))
}

async function insertAll(to: Target, table: RowTable, rows: readonly StoredRow[]): Promise<void> {
  for (let start = 0; start < rows.length; start += rowsPerStatement)
    await insertRows(to, table, rows.slice(start, start + rowsPerStatement))
}
