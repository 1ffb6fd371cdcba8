import { AppError } from '@cronicl/core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { callText } from './call-text.ts'
import { answerOnce } from './once.ts'
import { type CallHouse, openCallHouse, textCall } from './testing/open-call-house.ts'
import { scriptedProvider } from './testing/scripted-provider.ts'

let house: CallHouse
beforeAll(async () => {
  house = await openCallHouse()
})
afterAll(() => house[Symbol.asyncDispose]())

const usage = { tokensIn: 10, tokensOut: 20, tokensCached: 0, tokensCacheWritten: 0 }
const request = { procedure: 'ai.test', idempotencyKey: 'k', input: { a: 1, b: 2 } }
const refusedUpstream = (billed: 'no' | 'yes'): AppError =>
  new AppError('UPSTREAM_ERROR', 'told by the provider', { details: { provider: 'scripted', billed } })

test('without a key the work is done each time', async () => {
  const { ctx } = await house.user()
  let done = 0
  const again = { ...request, idempotencyKey: undefined }
  for (const expected of [1, 2]) expect(await answerOnce(ctx, again, async () => ++done)).toBe(expected)
  expect(await house.db.aiCall.count()).toBe(0)
})

test('twenty calls at once under one key are sent upstream and paid once; whoever comes later is told the same answer', async () => {
  const { userId, ctx } = await house.user()
  const provider = scriptedProvider([{ deltas: ['Hello'], usage }])
  const work = () => callText(ctx, textCall(provider))
  const settled = await Promise.allSettled(Array.from({ length: 20 }, () => answerOnce(ctx, request, work)))
  const answers = settled.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
  const reasons = settled.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []))
  for (const reason of reasons) expect(reason).toMatchObject({ code: 'CONFLICT' })
  const later = await answerOnce(ctx, { ...request, input: { b: 2, a: 1 } }, work)
  for (const answer of answers) expect(answer).toEqual(later)
  expect(provider.journal).toHaveLength(1)
  expect(await house.books(userId)).toMatchObject({ posted: 50, requests: 1 })
})

test('while it is at work others are told so; other input and other procedures are refused', async () => {
  const { ctx } = await house.user()
  const gate = Promise.withResolvers<string>()
  const first = answerOnce(ctx, request, async () => {
    await expect(answerOnce(ctx, request, async () => 'again')).rejects.toMatchObject({
      code: 'CONFLICT',
      details: { retryAfterS: 2 },
    })
    return gate.promise
  })
  gate.resolve('first')
  expect(await first).toBe('first')
  for (const other of [
    { ...request, input: { a: 2 } },
    { ...request, procedure: 'ai.other' },
  ])
    await expect(answerOnce(ctx, other, async () => 'other')).rejects.toMatchObject({ code: 'IDEMPOTENCY_MISMATCH' })
})

test("a key is the user's own", async () => {
  const [ann, bob] = [await house.user(), await house.user()]
  expect(await answerOnce(ann.ctx, request, async () => 'for Ann')).toBe('for Ann')
  expect(await answerOnce(bob.ctx, request, async () => 'for Bob')).toBe('for Bob')
  expect(await answerOnce(ann.ctx, request, async () => 'again')).toBe('for Ann')
})

test('a failure that cost nothing frees the key', async () => {
  const { ctx } = await house.user()
  const fails = () => Promise.reject(refusedUpstream('no'))
  await expect(answerOnce(ctx, request, fails)).rejects.toThrow('told by the provider')
  expect(await answerOnce(ctx, request, async () => 'now')).toBe('now')
})

test('a failure that was paid is told again, with all that it said, and not paid again', async () => {
  const { userId, ctx } = await house.user()
  const provider = scriptedProvider([{ finish: 'refused', usage }])
  const work = () => callText(ctx, textCall(provider))
  const first = await answerOnce(ctx, request, work).catch((error: unknown) => error)
  const second = await answerOnce(ctx, request, work).catch((error: unknown) => error)
  expect(first).toMatchObject({ code: 'UPSTREAM_REFUSED', details: { usage: { costMicroUsd: 50 } } })
  const { code, message, details } = first as AppError
  expect(second).toMatchObject({ code, message, details })
  expect(await house.books(userId)).toMatchObject({ posted: 50, requests: 1 })
  const charged = { ...request, idempotencyKey: 'charged' }
  for (const attempt of [() => Promise.reject(refusedUpstream('yes')), async () => 'now'])
    await expect(answerOnce(ctx, charged, attempt)).rejects.toThrow('told by the provider')
})

test('work that was cut off by a crash is done again when its time is over, by one of many who ask', async () => {
  const { userId, ctx } = await house.user()
  const crashed = Promise.withResolvers<string>()
  const old = answerOnce(ctx, request, () => crashed.promise)
  await expect.poll(() => house.db.aiCall.count({ where: { userId } })).toBe(1)
  house.clock.advance(3 * ctx.config.ai.requestTimeoutMs - 1)
  await expect(answerOnce(ctx, request, async () => 'too early')).rejects.toMatchObject({ code: 'CONFLICT' })
  house.clock.advance(1)
  let done = 0
  const settled = await Promise.allSettled(
    Array.from({ length: 10 }, () => answerOnce(ctx, request, async () => ++done)),
  )
  expect(done).toBe(1)
  expect(settled.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThanOrEqual(1)
  // It was not dead: its own caller gets the answer, but the key tells the other one.
  crashed.resolve('late')
  expect(await old).toBe('late')
  expect(await answerOnce(ctx, request, async () => 'again')).toBe(1)
})
