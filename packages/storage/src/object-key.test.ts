import { expect, test } from 'vitest'
import { keys } from './keys.ts'
import { assertContentType, assertKeyPrefix, isObjectKey } from './object-key.ts'

test('every key that the house spells is a key', () => {
  const all = [
    keys.incoming('usr_1', 'upl_1'),
    keys.input('usr_1', 'upl_1', 'png'),
    keys.variant('usr_1', 'image', 'ast_1', 'original', 'jpg'),
    keys.variant('usr_1', 'video', 'ast_1', 'thumbnail', 'webp'),
  ]
  expect(all.filter((key) => !isObjectKey(key))).toEqual([])
  expect(all.slice(2)).toEqual(['media/usr_1/images/ast_1/original.jpg', 'media/usr_1/thumbs/ast_1.webp'])
})

test('a prefix cannot climb out', () => {
  for (const prefix of ['', 'a', 'a/', 'a/b-']) expect(() => assertKeyPrefix(prefix)).not.toThrow()
  for (const prefix of ['/a', '../', 'a/../b', './', 'a\\b', 'a b'])
    expect(() => assertKeyPrefix(prefix)).toThrow(/prefix/)
})

test('a content type is one line of a header', () => {
  for (const type of ['image/svg+xml', 'text/plain; charset=utf-8']) expect(() => assertContentType(type)).not.toThrow()
  const wrong = ['', 'image', 'image/', 'image/png\n', 'image/png; charset', `a/${'b'.repeat(200)}`]
  for (const type of wrong) expect(() => assertContentType(type)).toThrow(/media type/)
})
