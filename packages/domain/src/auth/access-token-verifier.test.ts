import { manualClock, newId } from '@cronicl/core'
import { expect, test } from 'vitest'
import { issueAccessToken } from './access-token.ts'
import { createAccessTokenVerifier } from './access-token-verifier.ts'

const secret = { id: 'k1', secret: 'a secret that has at least 32 characters' }
const config = () => ({ jwtSecrets: [secret], accessTokenS: 900 })
const issue = (clock: ReturnType<typeof manualClock>) =>
  issueAccessToken(config(), clock, { userId: newId('user'), sessionId: newId('session'), role: 'USER' })

test('a token is verified once, and the shared answer can not be changed', async () => {
  const clock = manualClock()
  const verify = createAccessTokenVerifier(config(), clock)
  const token = await issue(clock)
  const actor = await verify(token)
  expect(await verify(token)).toBe(actor)
  expect(Object.isFrozen(actor)).toBe(true)
})

test('a remembered token ends when it would have ended anyway', async () => {
  const clock = manualClock()
  const verify = createAccessTokenVerifier(config(), clock)
  const token = await issue(clock)
  await verify(token)
  clock.advance(899_999)
  await verify(token)
  clock.advance(1)
  await expect(verify(token)).rejects.toMatchObject({ code: 'UNAUTHORIZED' })
})

test('the number of remembered tokens is bounded; the one used longest ago goes first', async () => {
  const clock = manualClock()
  const verify = createAccessTokenVerifier(config(), clock, 2)
  const [a, b, c] = await Promise.all([issue(clock), issue(clock), issue(clock)])
  const first = { a: await verify(a), b: await verify(b) }
  await verify(a)
  await verify(c)
  expect(await verify(a)).toBe(first.a)
  expect(await verify(b)).not.toBe(first.b)
})

test('a refusal is not remembered', async () => {
  const clock = manualClock()
  const before = config()
  const secrets = [...before.jwtSecrets]
  const verify = createAccessTokenVerifier({ ...before, jwtSecrets: secrets }, clock)
  const token = await issue(clock)
  secrets.length = 0
  await expect(verify(token)).rejects.toMatchObject({ code: 'UNAUTHORIZED' })
  secrets.push(secret)
  await expect(verify(token)).resolves.toMatchObject({ type: 'user' })
})
