import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readPartials } from './partial-object.ts'

const read = (deltas: string[]): (object | undefined)[] => {
  const partialAfter = readPartials()
  return deltas.map((delta) => partialAfter(delta))
}

test('texts grow, numbers and words appear when they are whole, and nothing is told twice', () => {
  expect(
    read(['```json\n', '{', '"title": "A li', 'ght', '"', ', "n": 1', '2', ', "ok": tr', 'ue, "list": ["x', '"]}']),
  ).toEqual([
    undefined,
    {},
    { title: 'A li' },
    { title: 'A light' },
    undefined,
    undefined,
    undefined,
    { title: 'A light', n: 12 },
    { title: 'A light', n: 12, ok: true, list: ['x'] },
    undefined,
  ])
})

test('whatever the object and however it is cut, what was last told is the beginning of it, and reading never throws', () => {
  fc.assert(
    fc.property(
      fc.object({ maxDepth: 2, values: [fc.string(), fc.boolean(), fc.integer(), fc.constant(null)] }),
      fc.nat(20),
      (value, size) => {
        const text = JSON.stringify(value)
        const deltas = text.match(new RegExp(`[\\s\\S]{1,${size + 1}}`, 'g')) ?? []
        const seen = read(deltas).filter((partial) => partial !== undefined)
        for (const partial of seen)
          for (const key of Object.keys(partial)) expect(Object.keys(JSON.parse(text))).toContain(key)
      },
    ),
  )
})

test('a long text is read some hundred times, not once for each of its deltas', () => {
  const partialAfter = readPartials()
  partialAfter('{"text":"')
  const told = Array.from({ length: 20_000 }, () => partialAfter('word ')).filter(Boolean)
  expect(told.length).toBeGreaterThan(500)
  expect(told.length).toBeLessThan(3_000)
})
