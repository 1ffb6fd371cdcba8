import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Placement, type Standing, placeTree } from './strand-places.ts'

/** The path from the root that a node's strand tells, as strand/depth. */
function pathOf({ places, strands }: Placement, id: string): string[] {
  const place = places.get(id) ?? { strand: 0, depth: 0 }
  const lineage = strands.find((strand) => strand.number === place.strand)
  const path: string[] = []
  const ranges = [
    ...(lineage?.strands ?? []).map((strand, i) => [strand, lineage?.depths[i] ?? -1]),
    [place.strand, place.depth],
  ]
  for (const [strand, upTo] of ranges as [number, number][])
    for (let depth = path.length; depth <= upTo; depth++) path.push(`${strand}/${depth}`)
  return path
}

/** Each node's parent is one before it, in an order that is then shuffled. */
const trees = fc
  .array(fc.nat(), { minLength: 1, maxLength: 60 })
  .chain((picks) =>
    fc.shuffledSubarray(
      [...picks.keys()].map((i): [string, string | null] => [`n${i}`, i === 0 ? null : `n${(picks[i] ?? 0) % i}`]),
      { minLength: picks.length },
    ),
  )
  .map((entries) => new Map(entries))

test('in any tree the path by strands is the path by parents', () => {
  fc.assert(
    fc.property(trees, (parents) => {
      const placement = placeTree(parents, new Map(), 0)
      const seen = new Set<string>()
      for (const id of parents.keys()) {
        const byParents: string[] = []
        for (let at: string | null = id; at !== null; at = parents.get(at) ?? null) {
          const place = placement.places.get(at)
          byParents.unshift(`${place?.strand}/${place?.depth}`)
        }
        expect(pathOf(placement, id)).toEqual(byParents)
        seen.add(byParents.at(-1) ?? '')
      }
      expect(seen.size).toBe(parents.size)
      expect(placement.places.get('n0')).toEqual({ strand: 1, depth: 0 })
      expect(placement.lastStrand).toBe(placement.strands.length)
    }),
  )
})

test('a path of a tree that is placed at once crosses few strands', () => {
  fc.assert(
    fc.property(trees, (parents) => {
      const { strands } = placeTree(parents, new Map(), 0)
      for (const { strands: lineage } of strands) expect(lineage.length).toBeLessThanOrEqual(Math.log2(parents.size))
    }),
  )
})

test('a node goes on with the strand of a parent at its end, and begins a new one elsewhere', () => {
  const lineage = { strands: [1], depths: [4] }
  const end: Standing = { strand: 2, depth: 9, lineage, isContinued: false }
  const middle: Standing = { strand: 3, depth: 7, lineage, isContinued: true }
  const parents = new Map([
    ['a', 'end'],
    ['b', 'end'],
    ['b1', 'b'],
    ['c', 'middle'],
  ])
  const { places, strands, lastStrand } = placeTree(parents, new Map(Object.entries({ end, middle })), 5)
  expect(Object.fromEntries(places)).toEqual({
    a: { strand: 6, depth: 10 },
    b: { strand: 2, depth: 10 },
    b1: { strand: 2, depth: 11 },
    c: { strand: 7, depth: 8 },
  })
  expect(strands).toEqual([
    { number: 6, strands: [1, 2], depths: [4, 9] },
    { number: 7, strands: [1, 3], depths: [4, 7] },
  ])
  expect(lastStrand).toBe(7)
})

test('a very long chain is one strand', () => {
  const parents = new Map(Array.from({ length: 50_000 }, (_, i) => [`n${i}`, i === 0 ? null : `n${i - 1}`]))
  expect(placeTree(parents, new Map(), 0).strands).toHaveLength(1)
})

test('what is no tree is refused', () => {
  const loop = new Map([
    ['a', 'b'],
    ['b', 'a'],
  ])
  expect(() => placeTree(loop, new Map(), 0)).toThrow('do not make a tree')
  expect(() => placeTree(new Map([['a', 'gone']]), new Map(), 0)).toThrow('has no place')
})
