import { afterAll, beforeAll, expect, test } from 'vitest'
import { misplacedNodes } from './testing/misplaced-nodes.ts'
import { type StoryHouse, openStoryHouse } from './testing/open-story-house.ts'

let house: StoryHouse
beforeAll(async () => {
  house = await openStoryHouse()
})
afterAll(() => house[Symbol.asyncDispose]())

test('a whole story is stored with every node on its strand and every fact at its node', async () => {
  const writer = await house.user()
  for (const shape of [
    { nodes: 1 },
    { nodes: 300, factsPerNode: 2 },
    { nodes: 300, shape: 'bushy', factsPerNode: 1 },
  ] as const) {
    const { timelineId, nodeIds } = await writer.seed(shape)
    expect(await misplacedNodes(house.db, timelineId)).toEqual([])
    expect(await house.db.storyNode.count({ where: { timelineId } })).toBe(shape.nodes)
    expect(await house.db.storyNode.findFirst({ where: { timelineId, parentId: null } })).toMatchObject({
      id: nodeIds[0],
      strand: 1,
      depth: 0,
    })
  }
})

test('a long story is stored in several statements', async () => {
  const { timelineId } = await (await house.user()).seed({ nodes: 12_000 })
  expect(await house.db.storyNode.count({ where: { timelineId, strand: 1 } })).toBe(12_000)
  expect(await house.db.strand.count({ where: { timelineId } })).toBe(1)
})
