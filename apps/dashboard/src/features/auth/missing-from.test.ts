import { expect, test } from 'vitest'
import { missingFrom } from './missing-from.ts'

const whole = { mode: 'sign-up', email: 'a@example.com', password: 'long enough' } as const

test.each([
  [whole, []],
  [{ ...whole, email: 'nobody' }, ['email']],
  [{ ...whole, email: '', password: '' }, ['email', 'password']],
  [{ ...whole, password: 'short' }, ['password']],
  // An old password may be as short as it was then.
  [{ ...whole, mode: 'sign-in', password: 'short' }, []],
] as const)('%j lacks %j', (entry, fields) => {
  expect(missingFrom(entry).map(({ path }) => path[0])).toEqual(fields)
})
