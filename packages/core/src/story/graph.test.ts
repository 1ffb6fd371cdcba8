import { expect, test } from 'vitest'
import { childIndex, childrenOf, forkPoint, isWithin, pathTo, rootOf, subtreeOf } from './graph.ts'
import type { Story } from './model.ts'
import { storyOf } from './testing/small-story.ts'

//      root
//     /    \
//    b      a
//   / \     |
//  d   c    e (trash)
//  |        |
//  f        g (trash)
const story = storyOf([
  { id: 'root' },
  { id: 'a', parentId: 'root', position: 2 },
  { id: 'b', parentId: 'root', position: 1 },
  { id: 'c', parentId: 'b', position: 7 },
  { id: 'd', parentId: 'b', position: 7, title: 'as far as c, but later by id' },
  { id: 'e', parentId: 'a', trashId: 'e' },
  { id: 'f', parentId: 'd' },
  { id: 'g', parentId: 'e', trashId: 'e' },
])
const ids = (nodes: { id: string }[]) => nodes.map(({ id }) => id)
const notFound = expect.objectContaining({ code: 'NOT_FOUND' })

test('a path leads from the root to the node', () => {
  expect(ids(pathTo(story, 'f'))).toEqual(['root', 'b', 'd', 'f'])
  expect(ids(pathTo(story, 'root'))).toEqual(['root'])
  expect(() => pathTo(story, 'none')).toThrow(notFound)
})

test('children come by position, then by id, without those in the trash', () => {
  expect(ids(childrenOf(story, 'root'))).toEqual(['b', 'a'])
  expect(ids(childrenOf(story, 'b'))).toEqual(['c', 'd'])
  expect(childrenOf(story, 'a')).toEqual([])
  for (const [id, children] of childIndex(story)) expect(children).toEqual(childrenOf(story, id))
  expect([...childIndex(story).keys()].sort()).toEqual(['b', 'd', 'root'])
})

test('a subtree has each node before its children', () => {
  expect(subtreeOf(story, 'root')).toEqual(['root', 'b', 'c', 'd', 'f', 'a'])
  expect(subtreeOf(story, 'a')).toEqual(['a'])
  expect(subtreeOf(story, 'a', { trashed: true })).toEqual(['a', 'e', 'g'])
  expect(subtreeOf(story, 'e', { trashed: true })).toEqual(['e', 'g'])
  expect(() => subtreeOf(story, 'e')).toThrow(notFound)
  expect(() => subtreeOf(story, 'none', { trashed: true })).toThrow(notFound)
})

test('two nodes fork at the last that their paths share', () => {
  expect(forkPoint(story, 'f', 'c')).toBe('b')
  expect(forkPoint(story, 'c', 'f')).toBe('b')
  expect(forkPoint(story, 'f', 'a')).toBe('root')
  expect(forkPoint(story, 'd', 'f')).toBe('d')
  expect(forkPoint(story, 'f', 'f')).toBe('f')
})

test('a node is within itself and what stands above it', () => {
  expect(isWithin(story, 'f', 'b')).toBe(true)
  expect(isWithin(story, 'f', 'f')).toBe(true)
  expect(isWithin(story, 'b', 'f')).toBe(false)
})

test('the root is found', () => {
  expect(rootOf(story).id).toBe('root')
})

test('a path of 100,000 nodes is read', () => {
  const length = 100_000
  const deep = storyOf(
    Array.from({ length }, (_, i) => ({ id: `${i}`, parentId: i === 0 ? null : `${i - 1}`, position: 0 })),
  )
  const last = `${length - 1}`
  expect(pathTo(deep, last)).toHaveLength(length)
  expect(subtreeOf(deep, '0')).toHaveLength(length)
  expect(forkPoint(deep, last, '50000')).toBe('50000')
  expect(isWithin(deep, last, '0')).toBe(true)
})

test('a damaged tree ends in an error, not in a loop', () => {
  const nodes = [
    { id: 'x', parentId: 'y' },
    { id: 'y', parentId: 'x' },
    { id: 'lost', parentId: 'none' },
  ]
  const damaged: Story = storyOf(nodes)
  for (const { id } of nodes)
    expect(() => pathTo(damaged, id)).toThrow(expect.objectContaining({ code: 'INTERNAL_ERROR' }))
})
