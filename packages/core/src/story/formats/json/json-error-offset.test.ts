import fc from 'fast-check'
import { expect, test } from 'vitest'
import { jsonErrorOffset } from './json-error-offset.ts'
import { parseJson } from './parse-json.ts'

test.each<[string, number]>([
  ['', 0],
  ['  ', 2],
  ['{', 1],
  ['{,}', 1],
  ['{"a"}', 4],
  ['{"a":1,}', 7],
  ['[1,]', 3],
  ['[1 2]', 3],
  ['[01]', 2],
  ['[-]', 1],
  ['"a', 2],
  ['"a\nb"', 2],
  [String.raw`"\x"`, 1],
  ['{"a":tru}', 5],
  ['1 1', 2],
  [']', 0],
  ['[}', 1],
  ["{'a':1}", 1],
])('%j goes wrong at %i', (text, offset) => {
  expect(parseJson(text)).toEqual({ ok: false, offset })
})

test('a list that is cut off goes wrong at its end, or in the word or number that was cut', () => {
  fc.assert(
    fc.property(fc.array(fc.jsonValue()), fc.nat(), (value, cut) => {
      const text = JSON.stringify(value)
      const part = text.slice(0, cut % text.length)
      const parsed = parseJson(part)
      if (parsed.ok) throw new Error(`${part} is no JSON.`)
      expect(part.slice(parsed.offset)).toMatch(/^(?:[a-z]*|[-\d.eE+]*|\\[u\da-f]*)$/)
    }),
  )
})

test('a stray character is found where it was put', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = JSON.stringify([value, 0])
      expect(jsonErrorOffset(`${text.slice(0, -2)}?${text.slice(-2)}`)).toBe(text.length - 2)
    }),
  )
})

test('depth costs no stack', () => {
  const deep = '['.repeat(200_000)
  expect(jsonErrorOffset(deep)).toBe(deep.length)
})
