import { expect, test } from 'vitest'
import { storyNodesMax } from '../limits.ts'
import { newStory } from '../new-story.ts'
import { countingIds } from '../testing/play.ts'
import { edited, invalidAt, refusalOf } from '../testing/small-story.ts'
import { unsoundnessOf } from '../testing/soundness.ts'
import { planCopySubtree } from './copy-subtree.ts'
import { checkNodeCount } from './node-count.ts'
import { planUpdateHead } from './update-head.ts'

const story = newStory({ title: ' Dusk ', settings: { tone: 'dark' }, root: { content: 'It is late.' } }, countingIds())

test('a new story is sound: a root that begins it, and main there', () => {
  expect(unsoundnessOf(story)).toEqual([])
  expect(story.head).toEqual({ title: 'Dusk', description: '', settings: { tone: 'dark' }, version: 1 })
  expect([...story.nodes.values()]).toMatchObject([
    { title: 'Dusk', content: 'It is late.', kind: 'scene', version: 1 },
  ])
  expect([...story.branches.values()]).toMatchObject([{ name: 'main', headNodeId: 'node-00001' }])
})

test('a new story is refused with the place of what is wrong', () => {
  expect(refusalOf(() => newStory({ title: ' ' }, countingIds()))).toEqual(invalidAt('title'))
  const root = { title: 'x'.repeat(301), kind: '' }
  expect(refusalOf(() => newStory({ title: 'Dusk', root }, countingIds()))).toEqual(
    invalidAt('root.title', 'root.kind'),
  )
})

test('the head changes where what is given differs', () => {
  expect(planUpdateHead(story, { title: 'Dusk ', description: '', settings: { tone: 'dark' } })).toEqual([])
  const changes = planUpdateHead(story, { title: 'Dawn' })
  expect(changes).toEqual([{ table: 'head', id: '', before: { title: 'Dusk' }, after: { title: 'Dawn' } }])
  expect(edited(story, changes).head).toEqual({ ...story.head, title: 'Dawn', version: 2 })
})

test('a head that is too long, or without a title, is refused', () => {
  const long = { title: 'x'.repeat(301), description: 'x'.repeat(5_001), settings: { x: 'x'.repeat(16_384) } }
  expect(refusalOf(() => planUpdateHead(story, long))).toEqual(invalidAt('title', 'description', 'settings'))
  expect(refusalOf(() => planUpdateHead(story, { title: '' }))).toEqual(invalidAt('title'))
})

test('a story takes no more nodes than it may have, and edits that add none are never refused for it', () => {
  const copy = planCopySubtree(story, { nodeId: 'node-00001', parentId: 'node-00001' }, countingIds(9))
  checkNodeCount(storyNodesMax - 1, copy)
  expect(refusalOf(() => checkNodeCount(storyNodesMax, copy))).toEqual(invalidAt(''))
  expect(() => checkNodeCount(storyNodesMax + 1, planUpdateHead(story, { title: 'Dawn' }))).not.toThrow()
})
