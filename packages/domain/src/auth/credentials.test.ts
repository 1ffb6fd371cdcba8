import { expect, test } from 'vitest'
import { z } from 'zod'
import { emailAddress, newPassword, typedPassword } from './credentials.ts'

test('an address is trimmed and lower-cased', () => {
  expect(emailAddress.parse('  Ada@Example.COM ')).toBe('ada@example.com')
})

test.each([
  '',
  'ada',
  'ada@',
  '@example.com',
  'ada@example.com\0',
  'a da@example.com',
  `${'a'.repeat(250)}@example.com`,
  '\u212Aate@example.com',
])('no account is made for %j', (address) => expect(emailAddress.safeParse(address).success).toBe(false))

test('a new password has 8 to 128 characters, is not changed, and is not common', () => {
  expect(newPassword.safeParse('7 chars').success).toBe(false)
  expect(newPassword.parse(' 8 chars')).toBe(' 8 chars')
  expect(newPassword.safeParse('ab'.repeat(32) + 'c'.repeat(64)).success).toBe(true)
  expect(newPassword.safeParse('ab'.repeat(32) + 'c'.repeat(65)).success).toBe(false)
  expect(newPassword.safeParse('Password123!').error?.issues[0]?.message).toContain('most common')
})

test('the inputs can be described for the API document', () => {
  const schema = z.strictObject({ email: emailAddress, password: newPassword, typed: typedPassword })
  expect(z.toJSONSchema(schema, { io: 'input' })).toMatchObject({
    properties: { email: { type: 'string' }, password: { minLength: 8, maxLength: 128 } },
    additionalProperties: false,
  })
})
