import { expect, test } from 'vitest'
import { makeAsset, makeSong } from '../../testing/make-asset.ts'
import { type PickAction, noPicks, pick } from './selection.ts'

const [a, b, c] = [makeAsset('a'), makeAsset('b'), makeAsset('c')]

function picksAfter(...actions: PickAction[]) {
  const { shots, song } = actions.reduce(pick, noPicks)
  return [shots.map(({ id }) => id).join(''), song?.title ?? null]
}

const toggle = (asset: typeof a): PickAction => ({ type: 'toggle', asset })

test('shots stand in the order in which they were chosen', () => {
  expect(picksAfter(toggle(b), toggle(a), toggle(c))).toEqual(['bac', null])
  expect(picksAfter(toggle(b), toggle(a), toggle(b))).toEqual(['a', null])
})

test('there is one song at most: another takes its place', () => {
  const other = { ...makeSong(5), id: 'other', title: 'Other' }
  expect(picksAfter(toggle(makeSong(9)), toggle(other))).toEqual(['', 'Other'])
  expect(picksAfter(toggle(other), toggle(other))).toEqual(['', null])
})

test('a shot moves one place, and not past the ends', () => {
  const all = [toggle(a), toggle(b), toggle(c)]
  expect(picksAfter(...all, { type: 'move', id: 'c', by: -1 })).toEqual(['acb', null])
  expect(picksAfter(...all, { type: 'move', id: 'a', by: 1 })).toEqual(['bac', null])
  expect(picksAfter(...all, { type: 'move', id: 'a', by: -1 })).toEqual(['abc', null])
  expect(picksAfter(...all, { type: 'move', id: 'c', by: 1 })).toEqual(['abc', null])
  expect(picksAfter(...all, { type: 'clear' })).toEqual(['', null])
})
