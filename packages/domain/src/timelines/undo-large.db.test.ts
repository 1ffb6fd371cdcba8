import { afterAll, beforeAll, expect, test } from 'vitest'
import { deleteSubtree } from './delete-subtree.ts'
import { misplacedNodes } from './testing/misplaced-nodes.ts'
import { moveNode } from './move-node.ts'
import { redo } from './redo.ts'
import { countStatements } from './testing/count-statements.ts'
import { type StoryHouse, openStoryHouse } from './testing/open-story-house.ts'
import { storyRows } from './testing/story-rows.ts'
import { undo } from './undo.ts'

let house: StoryHouse
beforeAll(async () => {
  house = await openStoryHouse()
})
afterAll(() => house[Symbol.asyncDispose]())

/** Transactions that wrote the rows in the story, or in its trash. */
async function writersOf(timelineId: string, isTrashed: boolean): Promise<{ rows: number; transactions: number }> {
  const [answer] = await house.db.$queryRaw<{ rows: number; transactions: number }[]>`
    SELECT count(*)::int AS rows, count(DISTINCT xmin::text)::int AS transactions FROM story_nodes
    WHERE timeline_id = ${timelineId} AND parent_id IS NOT NULL AND (trash_id IS NOT NULL) = ${isTrashed}`
  return answer ?? { rows: 0, transactions: 0 }
}

test('a thousand nodes are deleted, brought back and deleted again by one transaction of few statements each', async () => {
  const { ctx, seed } = await house.user()
  for (const shape of ['chain', 'bushy'] as const) {
    const { timelineId, nodeIds } = await seed({ nodes: 1_001, shape, factsPerNode: 1 })
    const before = await storyRows(house.db, timelineId)
    // One child of the root takes all others along; a bushy root has three, so its subtrees are deleted one by one.
    const tops = shape === 'chain' ? nodeIds.slice(1, 2) : nodeIds.slice(1, 4)
    for (const nodeId of tops) {
      const { statements } = await countStatements(ctx, (counted) => deleteSubtree(counted, { timelineId, nodeId }))
      expect(statements).toBeLessThan(12)
    }
    expect(await writersOf(timelineId, true)).toEqual({ rows: 1_000, transactions: tops.length })
    for (const _ of tops) {
      const { statements } = await countStatements(ctx, (counted) => undo(counted, { timelineId }))
      expect(statements).toBeLessThan(12)
    }
    expect(await storyRows(house.db, timelineId)).toEqual(before)
    expect(await writersOf(timelineId, false)).toEqual({ rows: 1_000, transactions: tops.length })
    for (const _ of tops) await redo(ctx, { timelineId })
    expect(await writersOf(timelineId, true)).toEqual({ rows: 1_000, transactions: tops.length })
  }
})

test('a thousand nodes move, and move back, in few statements', async () => {
  const { ctx, seed } = await house.user()
  const { timelineId, nodeIds } = await seed({ nodes: 3_001, shape: 'bushy', factsPerNode: 1 })
  const before = await storyRows(house.db, timelineId)
  const [, first = '', second = ''] = nodeIds
  const { statements } = await countStatements(ctx, (counted) =>
    moveNode(counted, { timelineId, nodeId: first, parentId: second }),
  )
  expect(statements).toBeLessThan(20)
  expect(await misplacedNodes(house.db, timelineId)).toEqual([])
  await undo(ctx, { timelineId })
  expect(await storyRows(house.db, timelineId)).toEqual(before)
  expect(await misplacedNodes(house.db, timelineId)).toEqual([])
})

test('a chain of ten thousand nodes moves, goes and comes back within the time that one transaction has', async () => {
  const { ctx, seed } = await house.user()
  const { timelineId, nodeIds } = await seed({ nodes: 10_000, factsPerNode: 1 })
  const [rootId = '', first = '', second = ''] = nodeIds
  await moveNode(ctx, { timelineId, nodeId: second, parentId: rootId })
  const places = { strand: 2, timelineId }
  expect(await house.db.storyNode.count({ where: places })).toBe(9_998)
  expect(await house.db.fact.count({ where: places })).toBe(9_998)
  expect((await deleteSubtree(ctx, { timelineId, nodeId: second })).nodeCount).toBe(9_998)
  await undo(ctx, { timelineId })
  await undo(ctx, { timelineId })
  expect(await house.db.storyNode.findUnique({ where: { id: second } })).toMatchObject({ parentId: first, depth: 2 })
  expect(await house.db.strand.count({ where: { timelineId } })).toBe(1)
})
