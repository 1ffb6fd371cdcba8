import { expect, test } from 'vitest'
import { toPage } from './page.ts'

const rows = ['a', 'b', 'c'].map((id) => ({ id }))

test('a page that is not the last hands out its last id as the cursor', () => {
  expect(toPage(rows, 2)).toEqual({ items: [{ id: 'a' }, { id: 'b' }], nextCursor: 'b' })
})

test('the last page has no cursor, also when it is exactly full', () => {
  expect(toPage(rows, 3).nextCursor).toBeNull()
  expect(toPage([], 3)).toEqual({ items: [], nextCursor: null })
})
