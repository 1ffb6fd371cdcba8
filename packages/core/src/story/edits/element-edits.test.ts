import { expect, test } from 'vitest'
import { applyChanges } from '../changes.ts'
import { countingIds } from '../testing/play.ts'
import { edited, invalidAt, notFound, refusalOf, storyOf } from '../testing/small-story.ts'
import { planCreateElement } from './create-element.ts'
import { planDeleteElement } from './delete-element.ts'
import { planRestoreElement } from './restore-element.ts'
import { planUpdateElement } from './update-element.ts'

const empty = storyOf([{ id: 'root' }], [{ id: 'main', headNodeId: 'root' }])
const ann = planCreateElement(empty, { kind: 'character', name: ' Ann ', fields: { age: 9 } }, countingIds())
const story = edited(empty, ann)
const elementId = 'element-00001'
const trashedAt = '2026-11-21T09:00:00.000Z'
const trashed = edited(story, planDeleteElement(story, { elementId, trashedAt }))

test('an element is made, its name cleaned of white space around it', () => {
  expect(story.elements.get(elementId)).toEqual({
    id: elementId,
    kind: 'character',
    name: 'Ann',
    description: '',
    fields: { age: 9 },
    version: 1,
    trashedAt: null,
  })
})

test('it is updated where what is given differs', () => {
  expect(planUpdateElement(story, { elementId, name: 'Ann ', fields: { age: 9 } })).toEqual([])
  const after = edited(story, planUpdateElement(story, { elementId, description: 'A girl', fields: {} }))
  expect(after.elements.get(elementId)).toMatchObject({ name: 'Ann', description: 'A girl', fields: {}, version: 2 })
})

test('it goes to the trash and comes back', () => {
  expect(trashed.elements.get(elementId)?.trashedAt).toBe(trashedAt)
  const back = applyChanges(trashed, planRestoreElement(trashed, { elementId }))
  expect(back.elements.get(elementId)).toEqual({ ...story.elements.get(elementId), version: 3 })
})

test('refused is what is not where it is looked for', () => {
  expect(refusalOf(() => planUpdateElement(trashed, { elementId, name: 'Bea' }))).toEqual(notFound)
  expect(refusalOf(() => planDeleteElement(trashed, { elementId, trashedAt }))).toEqual(notFound)
  expect(refusalOf(() => planRestoreElement(story, { elementId }))).toEqual(notFound)
  expect(refusalOf(() => planUpdateElement(story, { elementId: 'none' }))).toEqual(notFound)
})

test('refused is a name that is none, and what is too long', () => {
  const long = { name: 'x'.repeat(201), description: 'x'.repeat(10_001), fields: { x: 'x'.repeat(16_384) } }
  const places = invalidAt('name', 'description', 'fields')
  expect(refusalOf(() => planCreateElement(story, { kind: 'theme', ...long }, countingIds()))).toEqual(places)
  expect(refusalOf(() => planUpdateElement(story, { elementId, ...long }))).toEqual(places)
  expect(refusalOf(() => planUpdateElement(story, { elementId, name: ' ' }))).toEqual(invalidAt('name'))
})
