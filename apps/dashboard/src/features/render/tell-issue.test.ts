import { expect, test } from 'vitest'
import { makeAsset, makeSong } from '../../testing/make-asset.ts'
import { tellIssue } from './tell-issue.ts'

const picks = { shots: [makeAsset('a'), makeAsset('b')], song: makeSong(5) }

test.each([
  [['tracks', 0, 'clips', 1, 'asset', 'src'], '2. Title of b: is gone'],
  [['tracks', 0, 'clips', 2, 'length'], '3. Title of a: is gone'],
  [['tracks', 1, 'clips', 0], 'Title of song: is gone'],
  [['duration'], 'is gone'],
])('%j is told as %s', (path, words) => {
  expect(tellIssue({ path, message: 'is gone' }, picks)).toBe(words)
})
