import { expect, test } from 'vitest'
import { pathHashes } from './path-hashes.ts'

const path = ['a', 'b', 'c', 'd'].map((content) => ({ title: '', content }))

test('a change of a node changes its hash and all that follow, and none before', () => {
  const changed = pathHashes(path.map((node, index) => (index === 2 ? { ...node, title: 'x' } : node)))
  const same = pathHashes(path).map((hash, index) => hash === changed[index])
  expect(same).toEqual([true, true, false, false])
})

test('a title is not content, and two nodes are not one', () => {
  const of = (...nodes: [string, string][]) => pathHashes(nodes.map(([title, content]) => ({ title, content }))).at(-1)
  expect(new Set([of(['ab', '']), of(['a', 'b']), of(['', 'ab']), of(['a', ''], ['b', ''])]).size).toBe(4)
})

test('chains that begin elsewhere do not meet', () => {
  expect(pathHashes(path, 'since x')).not.toEqual(pathHashes(path))
})
