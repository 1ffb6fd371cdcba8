import { expect, test } from 'vitest'
import { placeholderOf } from './placeholder-of.ts'

test('a ThumbHash becomes a picture', () => {
  expect(placeholderOf('1QcSHQRnh493V4dIh4eXh1h4kJUI')).toMatch(/^data:image\/png;base64,/)
})

test.each([null, '', '???'])('%j becomes none', (hash) => {
  expect(placeholderOf(hash)).toBeNull()
})
