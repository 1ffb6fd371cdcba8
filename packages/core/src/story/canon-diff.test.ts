import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Canon, factKey, foldCanon } from './canon.ts'
import { type CanonDiff, diffCanon, type MergeChoice, mergeCanon } from './canon-diff.ts'
import type { Fact } from './model.ts'

let made = 0
function said(nodeId: string, subject: string, value: string | null): Fact {
  return { id: `fact-${++made}`, nodeId, subject, attribute: 'mood', value, span: null }
}

const facts = (nodeId: string) =>
  fc.array(
    fc
      .tuple(fc.constantFrom('a', 'A', 'b', 'c', 'd'), fc.constantFrom('x', 'y', 'z', null))
      .map(([subject, value]) => said(nodeId, subject, value)),
    { maxLength: 5 },
  )
/** Three canons: the fork's, and one on each side of it; with the facts that made them. */
const fork = fc.tuple(facts('root'), facts('left'), facts('right')).map(([before, onLeft, onRight]) => ({
  base: foldCanon(before),
  left: foldCanon([...before, ...onLeft]),
  right: foldCanon([...before, ...onRight]),
  leftFacts: [...before, ...onLeft],
}))
const choice = fc.constantFrom<MergeChoice>('left', 'right', { value: 'w' }, { value: null })
const keys = ['a', 'b', 'c', 'd'].map((subject) => factKey(subject, 'mood'))

describe('comparing two branches', () => {
  test('says what each did to a fact, and who did it', () => {
    const before = [said('root', 'ann', 'glad'), said('root', 'bob', 'glad'), said('root', 'cid', 'glad')]
    const base = foldCanon(before)
    const left = foldCanon([...before, said('l1', 'ann', 'sad'), said('l2', 'bob', null), said('l3', 'dan', 'calm')])
    const right = foldCanon([...before, said('r1', 'cid', 'sad'), said('r2', 'bob', null), said('r3', 'Dan', 'wild')])
    const about = (subject: string) => ({ key: factKey(subject, 'mood'), subject, attribute: 'mood' })
    expect(diffCanon(base, left, right)).toEqual({
      left: [{ kind: 'changed', ...about('ann'), base: 'glad', value: 'sad', nodeId: 'l1' }],
      right: [{ kind: 'changed', ...about('cid'), base: 'glad', value: 'sad', nodeId: 'r1' }],
      agreed: [{ kind: 'retracted', ...about('bob'), base: 'glad', value: null, nodeId: 'l2' }],
      conflicts: [
        {
          ...about('dan'),
          base: null,
          left: { kind: 'added', ...about('dan'), base: null, value: 'calm', nodeId: 'l3' },
          right: { kind: 'added', ...about('Dan'), base: null, value: 'wild', nodeId: 'r3' },
        },
      ],
    } satisfies CanonDiff)
  })

  test('a retraction here and another value there are in conflict', () => {
    const before = [said('root', 'ann', 'glad')]
    const sides = [foldCanon([...before, said('l', 'ann', null)]), foldCanon([...before, said('r', 'ann', 'sad')])]
    const { conflicts } = diffCanon(foldCanon(before), sides[0] as Canon, sides[1] as Canon)
    expect(conflicts.map(({ left, right }) => [left.kind, right.kind])).toEqual([['retracted', 'changed']])
  })

  test('plain maps will do; who retracted is then not known', () => {
    const base = foldCanon([said('root', 'ann', 'glad')])
    expect(diffCanon(base, new Map(), base).left).toMatchObject([{ kind: 'retracted', nodeId: null }])
  })

  test('swapping the sides swaps the answer', () => {
    fc.assert(
      fc.property(fork, ({ base, left, right }) => {
        const there = diffCanon(base, left, right)
        const back = diffCanon(base, right, left)
        const conflicts = back.conflicts.map((one) => ({ ...one, left: one.right, right: one.left }))
        expect({ left: back.right, right: back.left, agreed: back.agreed, conflicts }).toEqual(there)
      }),
    )
  })

  test('what one side alone changed is never in conflict', () => {
    fc.assert(
      fc.property(fork, ({ base, left }) => {
        const { left: changed, ...rest } = diffCanon(base, left, base)
        expect(rest).toEqual({ right: [], agreed: [], conflicts: [] })
        const differing = keys.filter((key) => base.get(key)?.value !== left.get(key)?.value)
        expect(changed.map(({ key }) => key)).toEqual(differing)
      }),
    )
  })

  test('every key that changed stands in one list, in order', () => {
    fc.assert(
      fc.property(fork, ({ base, left, right }) => {
        const lists = Object.values(diffCanon(base, left, right)).map((list: { key: string }[]) =>
          list.map(({ key }) => key),
        )
        for (const list of lists) expect(list).toEqual(list.toSorted())
        const differing = keys.filter((key) =>
          [left, right].some((side) => side.get(key)?.value !== base.get(key)?.value),
        )
        expect(lists.flat().sort()).toEqual(differing)
      }),
    )
  })
})

describe('merging two branches', () => {
  test('with every choice made, the canon has both sides’ changes and the choices', () => {
    fc.assert(
      fc.property(fork, fc.array(choice, { minLength: 4, maxLength: 4 }), ({ base, left, right, leftFacts }, four) => {
        const conflicts = diffCanon(base, left, right).conflicts.map(({ key }) => key)
        const choices = new Map(
          keys.map((key, i) => [key, four[i] ?? 'left'] as const).filter(([key]) => conflicts.includes(key)),
        )
        const { facts: merged, unresolved } = mergeCanon(base, left, right, choices)
        expect(unresolved).toEqual([])
        const asserted = merged.map(({ subject, attribute, value }, i) => ({
          ...said('merge', subject, value),
          id: `merge-${i}`,
          attribute,
        }))
        const canon = foldCanon([...leftFacts, ...asserted])
        for (const key of keys) expect(canon.get(key)?.value ?? null, key).toBe(expected(key))

        function expected(key: string): string | null {
          const [was, l, r] = [base, left, right].map((one) => one.get(key)?.value ?? null) as [string, string, string]
          if (l === was || l === r) return r
          if (r === was) return l
          const chosen = choices.get(key)
          return chosen === 'left' ? l : chosen === 'right' ? r : (chosen?.value ?? null)
        }
      }),
      { numRuns: 500 },
    )
  })

  test('what nobody chose stays as it is on the left, and is listed', () => {
    const base = foldCanon([])
    const left = foldCanon([said('l', 'ann', 'glad'), said('l', 'bob', 'glad')])
    const right = foldCanon([said('r', 'ann', 'sad'), said('r', 'bob', 'sad'), said('r', 'cid', 'calm')])
    const { facts: merged, unresolved } = mergeCanon(base, left, right, new Map([[factKey('bob', 'mood'), 'right']]))
    expect(merged.map(({ subject, value }) => [subject, value])).toEqual([
      ['bob', 'sad'],
      ['cid', 'calm'],
    ])
    expect(unresolved.map(({ subject }) => subject)).toEqual(['ann'])
  })

  test('nothing is asserted that the left side says already', () => {
    const base = foldCanon([])
    const [left, right] = [foldCanon([said('l', 'ann', 'glad')]), foldCanon([said('r', 'ann', 'sad')])]
    for (const chosen of ['left', { value: 'glad' }] as const) {
      const choices = new Map([[factKey('ann', 'mood'), chosen]])
      expect(mergeCanon(base, left, right, choices)).toEqual({ facts: [], unresolved: [] })
    }
  })

  test('a choice for what is not in conflict is refused at its key', () => {
    const canon = foldCanon([said('root', 'ann', 'glad')])
    const key = factKey('ann', 'mood')
    expect(() => mergeCanon(canon, canon, canon, new Map([[key, 'right']]))).toThrow(
      expect.objectContaining({
        code: 'VALIDATION_ERROR',
        details: { issues: [{ path: ['choices', key], message: 'This fact is not in conflict.' }] },
      }),
    )
  })
})
