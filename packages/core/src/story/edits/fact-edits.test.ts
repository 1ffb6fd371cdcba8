import { expect, test } from 'vitest'
import { canonAt, factKey } from '../canon.ts'
import { factsPerNodeMax } from '../limits.ts'
import { countingIds } from '../testing/play.ts'
import { edited, invalidAt, notFound, refusalOf, storyOf } from '../testing/small-story.ts'
import { planAssertFacts } from './assert-facts.ts'
import type { FactInput } from './fact-rows.ts'
import { planRemoveFacts } from './remove-facts.ts'

const story = storyOf(
  [
    { id: 'root' },
    { id: 'a', parentId: 'root', content: 'Ann is sad.' },
    { id: 'gone', parentId: 'root', trashId: 'gone' },
  ],
  [{ id: 'main', headNodeId: 'root' }],
  [
    { id: 'above', nodeId: 'root', value: 'glad' },
    { id: 'here', nodeId: 'a', value: 'calm', span: { start: 0, end: 3 } },
    { id: 'lost', nodeId: 'gone' },
  ],
)
const plan = (nodeId: string, ...facts: FactInput[]) => planAssertFacts(story, { nodeId, facts }, countingIds())
const moodAt = (at: typeof story, nodeId: string) => canonAt(at, nodeId).get(factKey('Ann', 'mood'))?.value

test('a fact of the same subject and attribute becomes what is given, whole; others are new', () => {
  const facts = [
    { subject: 'ANN', attribute: 'Mood', value: 'sad', span: { start: 7, end: 10 } },
    { subject: 'Tom', attribute: 'mood', value: 'wild' },
  ]
  const after = edited(story, plan('a', ...facts))
  expect(after.facts.get('here')).toEqual({ id: 'here', nodeId: 'a', ...facts[0] })
  expect(after.facts.get('fact-00001')).toEqual({ id: 'fact-00001', nodeId: 'a', ...facts[1], span: null })
  expect(plan('a', { subject: 'Ann', attribute: 'mood', value: 'calm' })).toEqual([
    { table: 'fact', id: 'here', before: { span: { start: 0, end: 3 } }, after: { span: null } },
  ])
  expect(plan('a', { subject: 'Ann', attribute: 'mood', value: 'calm', span: { end: 3, start: 0 } })).toEqual([])
})

test('null ends what an ancestor says, and removing that says it again', () => {
  const retracted = edited(story, plan('a', { subject: 'Ann', attribute: 'mood', value: null }))
  expect([moodAt(retracted, 'root'), moodAt(retracted, 'a')]).toEqual(['glad', undefined])
  const removed = edited(retracted, planRemoveFacts(retracted, { factIds: ['here', 'here'] }))
  expect(moodAt(removed, 'a')).toBe('glad')
})

test('refused are facts that are not sound, at their places', () => {
  const facts = [
    { subject: 'Ann', attribute: 'mood', value: 'x'.repeat(2_001) },
    { subject: 'x'.repeat(201), attribute: 'mood', value: '' },
    { subject: 'Tom', attribute: '', value: null },
    { subject: ' ann', attribute: 'MOOD', value: null },
    { subject: 'Cid', attribute: 'mood', value: null, span: { start: 3, end: 12 } },
  ]
  expect(refusalOf(() => plan('a', ...facts))).toEqual(
    invalidAt('facts.0.value', 'facts.1.subject', 'facts.2.attribute', 'facts.3', 'facts.4.span'),
  )
})

test('refused are more facts than a node may have, counting those it has', () => {
  const many = (count: number) =>
    Array.from({ length: count }, (_, i) => ({ subject: `${i}`, attribute: 'number', value: `${i}` }))
  expect(plan('a', ...many(factsPerNodeMax - 1))).toHaveLength(factsPerNodeMax - 1)
  expect(refusalOf(() => plan('a', ...many(factsPerNodeMax)))).toEqual(invalidAt('facts'))
})

test('refused are nodes and facts that are not in the story', () => {
  for (const nodeId of ['none', 'gone']) expect(refusalOf(() => plan(nodeId))).toEqual(notFound)
  for (const id of ['none', 'lost']) {
    expect(refusalOf(() => planRemoveFacts(story, { factIds: ['here', id] }))).toEqual(notFound)
  }
})
