import { AppError, type Logger, silentLogger } from '@cronicl/core'
import { chooseTextModel, createTextProviders, sandboxMagic } from '@cronicl/providers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { callText } from './call-text.ts'
import { type CallHouse, messagesTokens, openCallHouse, textCall } from './testing/open-call-house.ts'
import { watchQueries } from './testing/watch-queries.ts'
import { scriptedProvider } from './testing/scripted-provider.ts'

const warnings: object[] = []
const log: Logger = { ...silentLogger, warn: (fields) => warnings.push(fields) }

let house: CallHouse
beforeAll(async () => {
  house = await openCallHouse(log)
})
afterAll(() => house[Symbol.asyncDispose]())

const usage = { tokensIn: 10, tokensOut: 20, tokensCached: 4, tokensCacheWritten: 0 }
/** Eleven of input, a hundred of output at two each. */
const worstCase = messagesTokens + 200

function providerError(billed: 'no' | 'unknown' | 'yes', code: 'RATE_LIMITED' | 'UPSTREAM_ERROR'): AppError {
  return new AppError(code, 'told by the provider', { details: { provider: 'scripted', billed, retryAfterS: 7 } })
}

test('an answer is paid by what the provider reported, to the micro-USD, and told what it cost', async () => {
  const { userId, ctx } = await house.user()
  const provider = scriptedProvider([{ deltas: ['Hel', 'lo'], usage }])
  const answer = await callText(ctx, textCall(provider, { temperature: 0.5, seed: 3 }))
  // 6 fresh + 4 cached at half + 20 × 2
  const costMicroUsd = 48
  expect(answer).toEqual({
    callId: expect.stringMatching(/^cal_/),
    text: 'Hello',
    finish: 'stop',
    usage: { provider: 'scripted', model: 'scripted-1', tokensIn: 10, tokensOut: 20, tokensCached: 4, costMicroUsd },
  })
  expect(await house.books(userId)).toEqual({
    posted: costMicroUsd,
    pending: 0,
    requests: 1,
    lines: [`reserve ${worstCase}`, `settle ${costMicroUsd}`],
  })
  expect(await house.db.usageEntry.findFirst({ where: { userId, action: 'settle' } })).toMatchObject({
    kind: 'text',
    callId: answer.callId,
    timelineId: 'tml_test',
    provider: 'scripted',
    model: 'scripted-1',
    quantity: 30n,
    tokensIn: 10,
    tokensOut: 20,
    tokensCached: 4,
  })
  expect(provider.journal.map(({ request }) => request)).toEqual([
    {
      model: 'scripted-1',
      messages: [{ role: 'user', content: 'one two three four' }],
      maxOutputTokens: 100,
      temperature: 0.5,
      seed: 3,
    },
  ])
})

test('the model that the answer names decides the price', async () => {
  const { userId, ctx } = await house.user()
  const reported = { tokensIn: 1_000, tokensOut: 1_000, tokensCached: 0, tokensCacheWritten: 0 }
  const provider = scriptedProvider([{ deltas: ['x'], model: 'gpt-6-sol-2026-10-01', usage: reported }])
  const { usage: paid } = await callText(ctx, textCall(provider))
  // $2 and $10 a million
  expect(paid).toMatchObject({ model: 'gpt-6-sol-2026-10-01', costMicroUsd: 12_000 })
  // More than was reserved: what was paid upstream is the truth.
  expect(await house.books(userId)).toMatchObject({ posted: 12_000, pending: 0 })
})

test('where the provider reports nothing, the house counts what was sent and heard', async () => {
  const { ctx } = await house.user()
  const provider = scriptedProvider([{ deltas: ['one two three'], usage: null, model: null }])
  const { usage: paid } = await callText(ctx, textCall(provider))
  expect(paid).toMatchObject({
    tokensIn: messagesTokens,
    tokensOut: 3,
    model: 'scripted-1',
    costMicroUsd: messagesTokens + 6,
  })
})

test.each([
  ['RATE_LIMITED', 'no', 0],
  ['UPSTREAM_ERROR', 'unknown', 1],
] as const)(
  'a failure (%s, billed: %s) costs the user nothing, is not tried again and keeps its advice',
  async (code, billed, warned) => {
    const { userId, ctx } = await house.user()
    warnings.length = 0
    const provider = scriptedProvider([{ fails: providerError(billed, code) }])
    await expect(callText(ctx, textCall(provider))).rejects.toMatchObject({ code, details: { billed, retryAfterS: 7 } })
    expect(provider.journal).toHaveLength(1)
    expect(await house.books(userId)).toEqual({
      posted: 0,
      pending: 0,
      requests: 0,
      lines: [`reserve ${worstCase}`, `release ${worstCase}`],
    })
    // What may have cost the operator something is in the log.
    expect(warnings).toHaveLength(warned)
  },
)

test('a failure that the provider charges for is paid by our own count', async () => {
  const { userId, ctx } = await house.user()
  const provider = scriptedProvider([{ fails: providerError('yes', 'UPSTREAM_ERROR') }])
  await expect(callText(ctx, textCall(provider))).rejects.toMatchObject({
    code: 'UPSTREAM_ERROR',
    details: { billed: 'yes', usage: { tokensIn: messagesTokens, tokensOut: 0, costMicroUsd: messagesTokens } },
  })
  expect(await house.books(userId)).toMatchObject({ posted: messagesTokens, pending: 0 })
})

test('a refusal is an error of its own, and what it cost is paid', async () => {
  const { userId, ctx } = await house.user()
  const provider = scriptedProvider([{ finish: 'refused', usage }])
  await expect(callText(ctx, textCall(provider))).rejects.toMatchObject({
    code: 'UPSTREAM_REFUSED',
    details: { usage: { costMicroUsd: 48 } },
  })
  expect(await house.books(userId)).toMatchObject({ posted: 48, pending: 0 })
})

test('an answer that reached its own length is an answer', async () => {
  const { ctx } = await house.user()
  const provider = scriptedProvider([{ deltas: ['and so'], finish: 'length', usage }])
  expect(await callText(ctx, textCall(provider))).toMatchObject({ text: 'and so', finish: 'length' })
})

test('a caller who leaves aborts the request upstream, and pays for what was sent', async () => {
  const { userId, ctx } = await house.user()
  const provider = scriptedProvider([{ stalls: true }])
  const leaving = new AbortController()
  const call = callText(ctx, textCall(provider, { signal: leaving.signal }))
  await provider.stalled()
  leaving.abort(new Error('gone'))
  await expect(call).rejects.toThrow('gone')
  expect(provider.journal).toMatchObject([{ isAborted: true }])
  expect(await house.books(userId)).toMatchObject({ posted: messagesTokens, pending: 0 })
})

test('one who has left already sends nothing and pays nothing', async () => {
  const { userId, ctx } = await house.user()
  const provider = scriptedProvider([])
  const gone = textCall(provider, { signal: AbortSignal.abort(new Error('gone')) })
  await expect(callText(ctx, gone)).rejects.toThrow('gone')
  // And who leaves while the money is being reserved gets it back.
  const leaving = new AbortController()
  const call = callText(ctx, textCall(provider, { signal: leaving.signal }))
  leaving.abort(new Error('gone too'))
  await expect(call).rejects.toThrow('gone too')
  expect(provider.journal).toEqual([])
  expect(await house.books(userId)).toMatchObject({ posted: 0, pending: 0, requests: 0 })
})

test('a request that does not end is given up in time, and not paid', async () => {
  const { userId, ctx } = await house.user()
  const config = { ...ctx.config, ai: { ...ctx.config.ai, requestTimeoutMs: 20 } }
  const provider = scriptedProvider([{ stalls: true }])
  await expect(callText({ ...ctx, config }, textCall(provider))).rejects.toMatchObject({
    code: 'UPSTREAM_TIMEOUT',
    details: { billed: 'unknown' },
  })
  expect(provider.journal).toMatchObject([{ isAborted: true }])
  expect(await house.books(userId)).toMatchObject({ posted: 0, pending: 0 })
})

test('a database that fails for a moment loses no settlement', async () => {
  const { userId, ctx } = await house.user()
  let failures = 0
  const flaky = watchQueries(ctx.db, (sql) => {
    if (sql.includes('usage_settle') && failures++ < 2) throw new Error('connection lost')
  })
  await callText({ ...ctx, db: flaky }, textCall(scriptedProvider([{ deltas: ['x'], usage }])))
  expect(failures).toBe(3)
  expect(await house.books(userId)).toMatchObject({ posted: 48, pending: 0, requests: 1 })
})

test('the sandbox costs nothing, also for somebody without any money, and counts as a request', async () => {
  const { userId, ctx } = await house.user({ spend: { day: 0, month: 0 } })
  const providers = createTextProviders({ TEXT_TIMEOUT_SECONDS: 30 })
  const model = chooseTextModel(providers, { provider: 'sandbox' }, house.clock.now())
  const call = textCall(model.provider, { model })
  const answer = await callText(ctx, call)
  expect(answer.text.length).toBeGreaterThan(0)
  expect(answer.usage).toMatchObject({ provider: 'sandbox', costMicroUsd: 0 })
  const refused = { ...call, messages: [{ role: 'user', content: sandboxMagic.refuse }] } as const
  await expect(callText(ctx, refused)).rejects.toMatchObject({ code: 'UPSTREAM_REFUSED' })
  const failed = { ...call, messages: [{ role: 'user', content: sandboxMagic.error }] } as const
  await expect(callText(ctx, failed)).rejects.toMatchObject({ code: 'UPSTREAM_ERROR' })
  expect(await house.books(userId)).toMatchObject({ posted: 0, pending: 0, requests: 2 })
})
