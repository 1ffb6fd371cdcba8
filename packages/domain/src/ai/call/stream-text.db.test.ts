import { AppError } from '@cronicl/core'
import { countTokens } from '@cronicl/providers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { TextStreamEvent } from './call-types.ts'
import { streamText } from './stream-text.ts'
import { type CallHouse, messagesTokens, openCallHouse, textCall } from './testing/open-call-house.ts'
import { watchQueries } from './testing/watch-queries.ts'
import { scriptedProvider } from './testing/scripted-provider.ts'

let house: CallHouse
beforeAll(async () => {
  house = await openCallHouse()
})
afterAll(() => house[Symbol.asyncDispose]())

const usage = { tokensIn: 10, tokensOut: 20, tokensCached: 4, tokensCacheWritten: 0 }

async function drain(
  events: AsyncIterable<TextStreamEvent>,
): Promise<{ text: string; last: TextStreamEvent | undefined; error: unknown }> {
  let text = ''
  let last: TextStreamEvent | undefined
  try {
    for await (const event of events) {
      last = event
      if (event.type === 'delta') text += event.text
    }
    return { text, last, error: null }
  } catch (error) {
    return { text, last, error }
  }
}

test('deltas come as they are sent; `done` comes when it is paid', async () => {
  const { userId, ctx } = await house.user()
  const provider = scriptedProvider([{ deltas: ['Hel', 'lo'], usage }])
  const events: TextStreamEvent[] = []
  for await (const event of streamText(ctx, textCall(provider))) {
    events.push(event)
    if (event.type === 'done') expect(await house.books(userId)).toMatchObject({ posted: 48, pending: 0, requests: 1 })
  }
  expect(events).toEqual([
    { type: 'delta', text: 'Hel' },
    { type: 'delta', text: 'lo' },
    {
      type: 'done',
      callId: expect.stringMatching(/^cal_/),
      text: 'Hello',
      finish: 'stop',
      usage: {
        provider: 'scripted',
        model: 'scripted-1',
        tokensIn: 10,
        tokensOut: 20,
        tokensCached: 4,
        costMicroUsd: 48,
      },
    },
  ])
})

test('one round trip to the database before the request, and none until the answer has ended', async () => {
  const { ctx } = await house.user()
  const provider = scriptedProvider([{ deltas: ['a', 'b', 'c'], usage }])
  const trips: string[] = []
  const db = watchQueries(ctx.db, (sql) => {
    const [verb] = /usage_\w+/.exec(sql) ?? []
    trips.push(`${verb} after ${provider.journal[0]?.deltasSent ?? 'nothing'}`)
  })
  await drain(streamText({ ...ctx, db }, textCall(provider)))
  expect(trips).toEqual(['usage_reserve after nothing', 'usage_settle after 3'])
})

test('nothing happens before somebody reads', async () => {
  const { userId, ctx } = await house.user()
  const provider = scriptedProvider([])
  await streamText(ctx, textCall(provider)).return(undefined)
  expect(provider.journal).toEqual([])
  expect(await house.books(userId)).toMatchObject({ lines: [] })
})

test('a reader who stops closes the request upstream, and pays for what was heard', async () => {
  const { userId, ctx } = await house.user()
  const provider = scriptedProvider([{ deltas: ['one ', 'two ', 'three ', 'four '], usage }])
  for await (const event of streamText(ctx, textCall(provider)))
    if (event.type === 'delta' && event.text === 'two ') break
  expect(provider.journal).toMatchObject([{ deltasSent: 2, isClosed: true }])
  const posted = messagesTokens + 2 * countTokens('one two ')
  expect(await house.books(userId)).toMatchObject({ posted, pending: 0, requests: 1 })
})

test('a reader who stops while nothing comes does not wait for the next word', async () => {
  const { userId, ctx } = await house.user()
  const provider = scriptedProvider([{ deltas: ['one '], stalls: true }])
  const events = streamText(ctx, textCall(provider))
  await events.next()
  const waiting = events.next()
  await provider.stalled()
  const returned = events.return(undefined)
  // Aborted by the call itself, before anything else could run.
  expect(provider.journal).toMatchObject([{ isAborted: true }])
  expect(await waiting).toEqual({ done: true, value: undefined })
  expect(await returned).toEqual({ done: true, value: undefined })
  expect(await house.books(userId)).toMatchObject({ posted: messagesTokens + 2 * countTokens('one '), pending: 0 })
})

test('a signal does the same, and its settlement is waited for by the process even when nobody else does', async () => {
  const { userId, ctx } = await house.user()
  const provider = scriptedProvider([{ deltas: ['one '], stalls: true }])
  const leaving = new AbortController()
  const drained = drain(streamText(ctx, textCall(provider, { signal: leaving.signal })))
  await provider.stalled()
  leaving.abort(new Error('gone'))
  expect(provider.journal).toMatchObject([{ isAborted: true }])
  expect(await drained).toMatchObject({ text: 'one ', error: new Error('gone') })
  await house.openWork.ended()
  expect(await house.books(userId)).toMatchObject({ posted: messagesTokens + 2 * countTokens('one '), pending: 0 })
})

test('who leaves with the last event in hand has paid what was reported', async () => {
  const { userId, ctx } = await house.user()
  const provider = scriptedProvider([{ deltas: ['x'], usage }])
  for await (const event of streamText(ctx, textCall(provider))) if (event.type === 'done') break
  expect(await house.books(userId)).toMatchObject({ posted: 48, pending: 0, lines: [expect.anything(), 'settle 48'] })
})

test('a stream that breaks costs the user nothing', async () => {
  const { userId, ctx } = await house.user()
  const lost = new AppError('UPSTREAM_ERROR', 'connection lost', {
    details: { provider: 'scripted', billed: 'unknown' },
  })
  const provider = scriptedProvider([{ deltas: ['one ', 'two '], fails: lost }])
  expect(await drain(streamText(ctx, textCall(provider)))).toMatchObject({
    text: 'one two ',
    error: { code: 'UPSTREAM_ERROR' },
  })
  expect(provider.journal).toHaveLength(1)
  expect(await house.books(userId)).toMatchObject({ posted: 0, pending: 0, requests: 0 })
})

test('a refusal in the middle is an error after the deltas, and paid', async () => {
  const { userId, ctx } = await house.user()
  const provider = scriptedProvider([{ deltas: ['I ca'], finish: 'refused', usage }])
  expect(await drain(streamText(ctx, textCall(provider)))).toMatchObject({
    text: 'I ca',
    error: { code: 'UPSTREAM_REFUSED' },
  })
  expect(await house.books(userId)).toMatchObject({ posted: 48, pending: 0 })
})

test('the limit in the middle of an answer ends it: what came is told, paid, and said to be so', async () => {
  const { userId, ctx } = await house.user({ spend: { day: messagesTokens + 140, month: null } })
  const paid = { tokensIn: messagesTokens, tokensOut: 70, tokensCached: 0, tokensCacheWritten: 0 }
  const provider = scriptedProvider([{ deltas: ['so far'], finish: 'length', usage: paid }])
  expect(await drain(streamText(ctx, textCall(provider)))).toMatchObject({
    text: 'so far',
    error: { code: 'LIMIT_EXCEEDED', details: { metric: 'spend', window: 'day', usage: { tokensOut: 70 } } },
  })
  expect(await house.books(userId)).toMatchObject({ posted: messagesTokens + 140, pending: 0 })
})

test('a provider that goes on past what the limit granted is cut off by our own count', async () => {
  const { userId, ctx } = await house.user({ spend: { day: messagesTokens + 140, month: null } })
  const provider = scriptedProvider([{ deltas: ['one two three four '], endless: true }])
  const { text, error } = await drain(streamText(ctx, textCall(provider)))
  expect(error).toMatchObject({ code: 'LIMIT_EXCEEDED', details: { usage: { tokensOut: countTokens(text) } } })
  expect(provider.journal).toMatchObject([{ isClosed: true }])
  // 70 were granted; it was seen within a piece of 128 characters.
  expect(countTokens(text)).toBeGreaterThan(70)
  expect(countTokens(text)).toBeLessThan(110)
  expect(await house.books(userId)).toMatchObject({ posted: messagesTokens + 2 * countTokens(text), pending: 0 })
})

test('one that goes on without any limit near is cut off too, as an answer that is too long', async () => {
  const { ctx } = await house.user()
  const provider = scriptedProvider([{ deltas: ['one two three four '], endless: true }])
  const { last } = await drain(streamText(ctx, textCall(provider)))
  expect(last).toMatchObject({ type: 'done', finish: 'length' })
  expect(provider.journal[0]?.deltasSent).toBeLessThan(60)
})
