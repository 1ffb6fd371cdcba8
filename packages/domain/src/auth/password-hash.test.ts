import { expect, test } from 'vitest'
import { hashPassword, verifyPassword } from './password-hash.ts'

test('a hash is argon2id with the agreed cost, salted, and opens for its password alone', async () => {
  const [first, second] = await Promise.all([hashPassword('correct horse'), hashPassword('correct horse')])
  expect(first).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  expect(second).not.toBe(first)
  expect(await verifyPassword(first, 'correct horse')).toBe(true)
  expect(await verifyPassword(first, 'correct horse ')).toBe(false)
})

test('without a hash every password is wrong', async () => {
  expect(await verifyPassword(null, 'correct horse')).toBe(false)
  expect(await verifyPassword(null, '')).toBe(false)
})
