import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { childRefreshToken, hashRefreshToken, newRefreshToken } from './refresh-token.ts'

const secret = 'a secret that has at least 32 characters'

test('a token is 256 bits in base64url, and no two are alike', () => {
  const tokens = Array.from({ length: 100 }, newRefreshToken)
  expect(tokens.every((token) => /^[A-Za-z0-9_-]{43}$/.test(token))).toBe(true)
  expect(new Set(tokens).size).toBe(100)
})

test('what is stored does not hold the token', () => {
  const token = newRefreshToken()
  expect(hashRefreshToken(token)).toHaveLength(32)
  expect(hashRefreshToken(token)).toEqual(hashRefreshToken(token))
  expect(Buffer.from(hashRefreshToken(token)).toString('base64url')).not.toBe(token)
})

test('a parent has one child for each secret, which looks like any other token', () => {
  const parent = newRefreshToken()
  const child = childRefreshToken(secret, parent)
  expect(child).toMatch(/^[A-Za-z0-9_-]{43}$/)
  expect(childRefreshToken(secret, parent)).toBe(child)
  expect(childRefreshToken(`${secret}!`, parent)).not.toBe(child)
  expect(childRefreshToken(secret, child)).not.toBe(child)
})

test('the child can not be had from the signing secret by a plain HMAC', () => {
  const parent = newRefreshToken()
  expect(childRefreshToken(secret, parent)).not.toBe(createHmac('sha256', secret).update(parent).digest('base64url'))
})
