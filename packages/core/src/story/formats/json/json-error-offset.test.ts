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

test('no text that is JSON up to its end goes wrong before it', () => {
  fc.assert(
    fc.property(fc.json(), fc.nat(), (text, cut) => {
      const part = text.slice(0, cut % (text.length + 1))
      const parsed = parseJson(part)
      // A number may be cut and still be one; anything else that is cut ends too early.
      if (!parsed.ok) expect(part.slice(parsed.offset)).toMatch(/^$|^[-\d.eE+]+$|^"|^[a-z]+$|^\\/)
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
