import { newId } from '@cronicl/core'
import type { TextProvider } from '@cronicl/providers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { reserveUsage } from '../../usage/reserve-usage.ts'
import { callText } from './call-text.ts'
import { type CallHouse, messagesTokens, openCallHouse, textCall } from './testing/open-call-house.ts'
import { scriptedProvider } from './testing/scripted-provider.ts'

let house: CallHouse
beforeAll(async () => {
  house = await openCallHouse()
})
afterAll(() => house[Symbol.asyncDispose]())

const usage = { tokensIn: 10, tokensOut: 20, tokensCached: 4, tokensCacheWritten: 0 }
/** Eleven of input, a hundred of output at two each. */
const worstCase = messagesTokens + 200

test('with little money left the answer is made shorter, and ends as LIMIT_EXCEEDED when that cut it off', async () => {
  const limits = { spend: { day: null, month: messagesTokens + 140 } }
  const { userId, ctx } = await house.user(limits)
  const paid = { tokensIn: messagesTokens, tokensOut: 70, tokensCached: 0, tokensCacheWritten: 0 }
  const provider = scriptedProvider([{ deltas: ['and'], finish: 'length', usage: paid }])
  await expect(callText(ctx, textCall(provider))).rejects.toMatchObject({
    code: 'LIMIT_EXCEEDED',
    details: {
      metric: 'spend',
      window: 'month',
      limit: messagesTokens + 140,
      used: 0,
      resetsAt: '2026-02-01T00:00:00.000Z',
      usage: { costMicroUsd: messagesTokens + 140 },
    },
  })
  expect(provider.journal[0]?.request.maxOutputTokens).toBe(70)
  expect(await house.books(userId)).toMatchObject({ posted: messagesTokens + 140, pending: 0 })
})

test('an answer that fits into what is left is an answer, although more was asked for', async () => {
  const { ctx } = await house.user({ spend: { day: messagesTokens + 140, month: null } })
  expect(await callText(ctx, textCall(scriptedProvider([{ deltas: ['Short.'], usage }])))).toMatchObject({
    text: 'Short.',
  })
})

test('when not even a short answer is affordable, nothing is sent', async () => {
  const { userId, ctx } = await house.user({ spend: { day: messagesTokens + 127, month: null } })
  const provider = scriptedProvider([])
  await expect(callText(ctx, textCall(provider))).rejects.toMatchObject({
    code: 'LIMIT_EXCEEDED',
    details: { window: 'day' },
  })
  expect(provider.journal).toEqual([])
  expect(await house.books(userId)).toMatchObject({ pending: 0, lines: [] })
})

test('fifty calls at once never spend more than the limit', async () => {
  const limit = 5 * worstCase
  const { userId, ctx } = await house.user({ spend: { day: limit, month: null } })
  // Each costs exactly what it may.
  const provider: TextProvider = {
    ...scriptedProvider([]),
    generate: async ({ maxOutputTokens }) => {
      const spent = { tokensIn: messagesTokens, tokensOut: maxOutputTokens, tokensCached: 0, tokensCacheWritten: 0 }
      return { text: 'x', finish: 'stop', model: 'scripted-1', usage: spent }
    },
  }
  const answers = await Promise.allSettled(Array.from({ length: 50 }, () => callText(ctx, textCall(provider))))
  expect(answers.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThanOrEqual(5)
  const { posted, pending } = await house.books(userId)
  expect(pending).toBe(0)
  expect(posted).toBeLessThanOrEqual(limit)
  expect(posted).toBeGreaterThan(limit - messagesTokens - 128)
})

test('what a crash leaves reserved is freed when it has expired', async () => {
  const { userId, ctx } = await house.user({ spend: { day: worstCase, month: null } })
  // As a process that was killed before its answer came leaves it.
  const entry = { kind: 'text' } as const
  const expiresInMs = ctx.config.ai.requestTimeoutMs + 60_000
  await reserveUsage(ctx, {
    holdId: newId('hold'),
    userId,
    amounts: { requests: 1, spend: worstCase },
    expiresInMs,
    entry,
  })
  await expect(callText(ctx, textCall(scriptedProvider([])))).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED' })
  house.clock.advance(expiresInMs)
  await callText(ctx, textCall(scriptedProvider([{ deltas: ['x'], usage }])))
  expect(await house.books(userId)).toMatchObject({ posted: 48, pending: 0, requests: 1 })
})
