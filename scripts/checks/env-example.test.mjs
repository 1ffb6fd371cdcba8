import { expect, test } from 'vitest'
import { staleness } from './env-example.mjs'

test('the same text is up to date', () => {
  expect(staleness('PORT=3000\n', 'PORT=3000\n')).toBeUndefined()
})

test('a variable that the file does not have, or no longer should, is named with its line', () => {
  expect(staleness('PORT=3000\nHOST=\n', 'PORT=3000\n')).toMatch(
    /line 2: it says "", the schema "HOST="\. Run `node scripts/,
  )
  expect(staleness('PORT=3000\n', 'PORT=3000\nHOST=\n')).toMatch(/line 2: it says "HOST=", the schema ""\./)
  expect(staleness('PORT=3000', 'PORT=3000\nHOST=')).toMatch(/line 2: it says "HOST=", the schema nothing\./)
})

test('a file that is missing is told', () => {
  expect(staleness('PORT=3000\n', undefined)).toMatch(/no \.env\.example/)
})
