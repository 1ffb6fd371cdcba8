import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { canonAt, factKey, foldCanon } from './canon.ts'
import type { Fact, Story } from './model.ts'
import { play } from './testing/play.ts'
import { steps, subjects } from './testing/random-edit.ts'

describe('a fact key', () => {
  test('is the same in any case, with any white space and either form of accents', () => {
    const key = factKey('Zoë of Lyon', 'Eye colour')
    expect(factKey('  zoe\u0308 OF\n lyon', 'EYE\t\tCOLOUR ')).toBe(key)
    expect(key).toBe('zoë of lyon\u001Feye colour')
  })

  test('is composed also where lower case is what can be composed', () => {
    expect(factKey('J\u030C', 'x')).toBe(factKey('\u01F0', 'x'))
  })

  test('tells every two pairs apart, also when a name holds the separator', () => {
    expect(factKey('a b', 'c')).not.toBe(factKey('a', 'b c'))
    expect(factKey('a\u001Fb', 'c')).not.toBe(factKey('a', 'b\u001Fc'))
  })

  test('of a key’s parts is that key', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (subject, attribute) => {
        const key = factKey(subject, attribute)
        const parts = key.split('\u001F')
        expect(parts).toHaveLength(2)
        expect(factKey(parts[0] ?? '', parts[1] ?? '')).toBe(key)
      }),
    )
  })
})

describe('folding facts', () => {
  const fact = (id: string, value: string | null, subject = 'Ann'): Fact => ({
    id,
    nodeId: `at ${id}`,
    subject,
    attribute: 'mood',
    value,
    span: null,
  })

  test('the last of a key holds, with the spelling and the place of its own', () => {
    const canon = foldCanon([fact('1', 'glad'), fact('2', 'sad', 'ANN')])
    expect([...canon.values()]).toEqual([
      {
        key: factKey('ann', 'mood'),
        subject: 'ANN',
        attribute: 'mood',
        value: 'sad',
        nodeId: 'at 2',
        factId: '2',
        span: null,
      },
    ])
  })

  test('null removes, and it is known where, until it is asserted again', () => {
    const key = factKey('Ann', 'mood')
    const gone = foldCanon([fact('1', 'glad'), fact('2', null)])
    expect(gone.has(key)).toBe(false)
    expect(gone.retractedAt?.get(key)).toBe('at 2')
    const back = foldCanon([fact('1', 'glad'), fact('2', null), fact('3', 'calm')])
    expect(back.get(key)?.value).toBe('calm')
    expect(back.retractedAt?.size).toBe(0)
  })
})

describe('the canon at a node', () => {
  test('has a fact exactly in the subtree of its node, until it is overridden or retracted', () => {
    fc.assert(
      fc.property(steps, (list) => {
        const { story } = play(list)
        for (const nodeId of story.nodes.keys()) {
          const ids = [...canonAt(story, nodeId).values()].map(({ factId }) => factId)
          expect(ids.sort()).toEqual(visibleAt(story, nodeId).sort())
        }
      }),
      { numRuns: 100 },
    )
  })

  test('of a node that is not there is NOT_FOUND', () => {
    expect(() => canonAt(play([]).story, 'none')).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }))
  })
})

/** The same said otherwise: a fact is seen when nothing of its kind stands between its node and the one that looks. */
function visibleAt(story: Story, nodeId: string): string[] {
  const path = [nodeId]
  for (let id = story.nodes.get(nodeId)?.parentId; id; id = story.nodes.get(id)?.parentId) path.push(id)
  const facts = [...story.facts.values()]
  const visible = facts.filter((fact) => {
    const nearer = path.slice(0, Math.max(path.indexOf(fact.nodeId), 0))
    const hidden = facts.some((other) => nearer.includes(other.nodeId) && meansTheSame(fact, other))
    return path.includes(fact.nodeId) && fact.value !== null && !hidden
  })
  return visible.map(({ id }) => id)
}

function meansTheSame(a: Fact, b: Fact): boolean {
  const subject = subjects.findIndex((spellings) => spellings.includes(a.subject))
  return subjects[subject]?.includes(b.subject) === true && a.attribute === b.attribute
}
