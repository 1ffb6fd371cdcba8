import { expect, test } from 'vitest'
import { canonOfParts } from '../context/merge-source.ts'
import { askedConflictsMax, conflictParts, mergeMistakes, rawMerge, toMergeAnswer } from './merge-answer.ts'

const canonOf = (facts: Record<string, string>) =>
  canonOfParts(Object.entries(facts).map(([subject, value]) => ({ subject, attribute: 'state', value })))
const node = { title: 'Together', content: 'They meet.' }
const canons = {
  base: canonOf({ boat: 'whole', door: 'shut', lamp: 'lit', rope: 'dry' }),
  left: canonOf({ boat: 'sunk', door: 'open', lamp: 'out', rope: 'dry', left: 'new' }),
  right: canonOf({ boat: 'afloat', door: 'gone', lamp: 'broken', rope: 'wet', right: 'new' }),
}
const choose = (choice: 'left' | 'right' | 'other' | 'open', value: string | null = null) => ({
  choice,
  value,
  reason: 'so',
})

test('what one side alone changed is merged without the model; in conflicts its choices count', () => {
  const answer = toMergeAnswer(
    { node, resolutions: { conflict1: choose('right'), conflict2: choose('open'), conflict3: choose('other', 'dim') } },
    canons,
  )
  expect(conflictParts(canons).map(({ subject }) => subject)).toEqual(['boat', 'door', 'lamp'])
  const values = Object.fromEntries(answer.canon.map(({ subject, value }) => [subject, value]))
  expect(values).toEqual({ boat: 'afloat', door: 'open', lamp: 'dim', rope: 'wet', left: 'new', right: 'new' })
  expect(answer.facts.map(({ subject, value }) => [subject, value])).toEqual([
    ['boat', 'afloat'],
    ['lamp', 'dim'],
    ['right', 'new'],
    ['rope', 'wet'],
  ])
  expect(answer.conflicts.map(({ subject, left, right }) => [subject, left.value, right.value])).toEqual([
    ['door', 'open', 'gone'],
  ])
})

test('another value that is not named leaves the conflict open', () => {
  const resolutions = { conflict1: choose('other', ' '), conflict2: choose('other'), conflict3: choose('left') }
  const { conflicts, resolved } = toMergeAnswer({ node, resolutions }, canons)
  expect(conflicts.map(({ subject }) => subject)).toEqual(['boat', 'door'])
  expect(resolved).toEqual([{ subject: 'lamp', attribute: 'state', value: 'out', reason: 'so' }])
})

test('a model that speaks of other facts changes none', () => {
  const { canon } = toMergeAnswer({ node, resolutions: { conflict9: choose('other', 'x') } }, canons)
  expect(canon.find(({ subject }) => subject === 'boat')?.value).toBe('sunk')
})

test('a retraction against a change is a conflict like any other', () => {
  const sides = { base: canonOf({ boat: 'whole' }), left: canonOf({}), right: canonOf({ boat: 'sunk' }) }
  expect(conflictParts(sides)).toMatchObject([{ base: 'whole', left: null, right: 'sunk' }])
  const { canon, facts } = toMergeAnswer({ node, resolutions: { conflict1: choose('right') } }, sides)
  expect(canon).toEqual([{ subject: 'boat', attribute: 'state', value: 'sunk' }])
  expect(facts).toEqual(canon)
})

test('conflicts beyond what a model is asked about remain', () => {
  const many = (value: string) =>
    canonOf(Object.fromEntries(Array.from({ length: askedConflictsMax + 7 }, (_, i) => [`fact ${i}`, value])))
  const sides = { base: many('a'), left: many('b'), right: many('c') }
  const parts = conflictParts(sides)
  const resolutions = Object.fromEntries(parts.map(({ conflict }) => [conflict, choose('left')]))
  expect(toMergeAnswer({ node, resolutions }, sides).conflicts).toHaveLength(7)
  expect(rawMerge(parts).safeParse({ node, resolutions }).success).toBe(true)
  expect(rawMerge(parts).safeParse({ node, resolutions: {} }).success).toBe(false)
})

test('a node needs a title and a content that a story can hold', () => {
  expect(mergeMistakes({ node })).toEqual([])
  expect(mergeMistakes({ node: { ...node, content: ' ' } })).toHaveLength(1)
  expect(mergeMistakes({ node: { ...node, content: 'x'.repeat(10_001) } })).toHaveLength(1)
})
