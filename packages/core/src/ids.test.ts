import { expect, test } from 'vitest'
import { idPrefixes, isId, newId } from './ids.ts'

test('ids rise strictly within a millisecond and when the clock steps back', () => {
  const ids = [5_000, 5_000, 5_000, 4_000, 5_001].map((ms) => newId('job', ms + 1_700_000_000_000))
  expect([...ids].sort()).toEqual(ids)
  expect(new Set(ids).size).toBe(ids.length)
})

test('an id is recognised by its kind alone', () => {
  const id = newId('asset')
  expect(isId('asset', id)).toBe(true)
  expect(isId('job', id)).toBe(false)
  expect(isId('asset', `${id}x`)).toBe(false)
  expect(isId('asset', 'ast_../../etc/passwd00000000000')).toBe(false)
})

test('no two kinds share a prefix', () => {
  const prefixes = Object.values(idPrefixes)
  expect(new Set(prefixes).size).toBe(prefixes.length)
})
