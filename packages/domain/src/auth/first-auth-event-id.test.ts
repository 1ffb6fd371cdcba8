import { newId } from '@cronicl/core'
import { expect, test } from 'vitest'
import { firstAuthEventId } from './first-auth-event-id.ts'

test('the bound lies below every id of its millisecond and above every one before', () => {
  const ms = Date.parse('2026-03-04T05:06:07.089Z')
  const before = newId('authEvent', ms - 1)
  const same = newId('authEvent', ms)
  const bound = firstAuthEventId(new Date(ms))
  expect(bound).toHaveLength(same.length)
  expect(before < bound && bound < same).toBe(true)
  expect(firstAuthEventId(new Date(ms + 1)) > same).toBe(true)
})
