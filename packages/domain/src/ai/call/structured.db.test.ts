import { AppError } from '@cronicl/core'
import { chooseTextModel, createTextProviders, sandboxMagic } from '@cronicl/providers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { callStructured } from './call-structured.ts'
import type { TextCallContext } from './call-context.ts'
import type { StructuredAnswer, StructuredCall } from './call-types.ts'
import { streamStructured } from './stream-structured.ts'
import { type CallHouse, openCallHouse, textCall } from './testing/open-call-house.ts'
import { type ScriptedAnswer, scriptedProvider } from './testing/scripted-provider.ts'

let house: CallHouse
beforeAll(async () => {
  house = await openCallHouse()
})
afterAll(() => house[Symbol.asyncDispose]())

const schema = z.object({ title: z.string(), count: z.int() })
type Scene = z.infer<typeof schema>
const usage = { tokensIn: 10, tokensOut: 20, tokensCached: 0, tokensCacheWritten: 0 }
const paid = 50

function structured(
  provider: ReturnType<typeof scriptedProvider>,
  more: Partial<StructuredCall<Scene>> = {},
): StructuredCall<Scene> {
  const mistakes = ({ count }: Scene): string[] => (count > 9 ? ['count must be at most 9.'] : [])
  return { ...textCall(provider), name: 'scene', schema, mistakes, ...more }
}

const good: ScriptedAnswer = { deltas: ['{"title":"Dawn",', '"count":3}'], usage }
const wrong: ScriptedAnswer = { deltas: ['{"title":"Dawn","count":12}'], usage }

async function lastOf(ctx: TextCallContext, call: StructuredCall<Scene>): Promise<StructuredAnswer<Scene>> {
  let answer: StructuredAnswer<Scene> | undefined
  for await (const event of streamStructured(ctx, call)) if (event.type === 'done') answer = event
  if (!answer) throw new Error('the stream ended without an answer')
  return answer
}

// A whole answer and a streamed one keep the same promises.
describe.each([
  ['whole', callStructured],
  ['streamed', lastOf],
] as const)('an object, %s', (_, ask) => {
  test('is asked for by strict JSON Schema, validated and paid', async () => {
    const { userId, ctx } = await house.user()
    const provider = scriptedProvider([good])
    expect(await ask(ctx, structured(provider))).toMatchObject({
      callId: expect.stringMatching(/^cal_/),
      value: { title: 'Dawn', count: 3 },
      usage: { tokensIn: 10, tokensOut: 20, costMicroUsd: paid },
    })
    expect(provider.journal[0]?.request.answer).toMatchObject({
      name: 'scene',
      schema: { required: ['title', 'count'], additionalProperties: false },
    })
    expect(await house.books(userId)).toMatchObject({ posted: paid, pending: 0, requests: 1 })
  })

  test('is repaired once: the model sees its answer and the mistakes, both requests are paid, and count as one', async () => {
    const { userId, ctx } = await house.user()
    const provider = scriptedProvider([wrong, good])
    const answer = await ask(ctx, structured(provider))
    expect(answer).toMatchObject({
      value: { count: 3 },
      usage: { tokensIn: 20, tokensOut: 40, costMicroUsd: 2 * paid },
    })
    expect(provider.journal[1]?.request.messages).toEqual([
      { role: 'user', content: 'one two three four' },
      { role: 'assistant', content: '{"title":"Dawn","count":12}' },
      { role: 'user', content: expect.stringContaining('- count must be at most 9.') },
    ])
    expect(provider.journal[1]?.request.answer).toEqual(provider.journal[0]?.request.answer)
    expect(await house.books(userId)).toMatchObject({ posted: 2 * paid, pending: 0, requests: 1 })
    const entries = await house.db.usageEntry.findMany({ where: { userId, action: 'settle' } })
    expect(entries.map(({ callId }) => callId)).toEqual([answer.callId, answer.callId])
  })

  test('that is wrong again is UPSTREAM_ERROR, which says what was paid', async () => {
    const { userId, ctx } = await house.user()
    const provider = scriptedProvider([{ deltas: ['not JSON'], usage }, wrong])
    await expect(ask(ctx, structured(provider))).rejects.toMatchObject({
      code: 'UPSTREAM_ERROR',
      details: { billed: 'yes', usage: { costMicroUsd: 2 * paid } },
    })
    expect(provider.journal).toHaveLength(2)
    expect(await house.books(userId)).toMatchObject({ posted: 2 * paid, pending: 0 })
  })

  test('that was cut off is asked for again, shorter; and the person is told why when that was in vain', async () => {
    const { ctx } = await house.user()
    const cut: ScriptedAnswer = { deltas: ['{"title":"Da'], finish: 'length', usage }
    const provider = scriptedProvider([cut, cut])
    await expect(ask(ctx, structured(provider))).rejects.toMatchObject({
      code: 'UPSTREAM_ERROR',
      message: expect.stringContaining('maxOutputTokens'),
    })
    expect(provider.journal[1]?.request.messages.at(-1)?.content).toContain('fit into 100 tokens')
  })

  test('whose repair fails says what the first request cost', async () => {
    const { userId, ctx } = await house.user()
    const busy = new AppError('RATE_LIMITED', 'later', {
      details: { provider: 'scripted', billed: 'no', retryAfterS: 9 },
    })
    const provider = scriptedProvider([wrong, { fails: busy }])
    await expect(ask(ctx, structured(provider))).rejects.toMatchObject({
      code: 'RATE_LIMITED',
      details: { retryAfterS: 9, usage: { costMicroUsd: paid } },
    })
    expect(await house.books(userId)).toMatchObject({ posted: paid, pending: 0, requests: 1 })
  })

  test('that is refused, also in its repair, is UPSTREAM_REFUSED with all that was paid', async () => {
    const { ctx } = await house.user()
    await expect(ask(ctx, structured(scriptedProvider([{ finish: 'refused', usage }])))).rejects.toMatchObject({
      code: 'UPSTREAM_REFUSED',
      details: { usage: { costMicroUsd: paid } },
    })
    await expect(ask(ctx, structured(scriptedProvider([wrong, { finish: 'refused', usage }])))).rejects.toMatchObject({
      code: 'UPSTREAM_REFUSED',
      details: { usage: { costMicroUsd: 2 * paid } },
    })
  })

  test('whose repair is not affordable any more is LIMIT_EXCEEDED, after the first was paid', async () => {
    // A request that may cost 300, and then none any more.
    const { userId, ctx } = await house.user({ spend: { day: 320, month: null } })
    const dear = { ...wrong, usage: { ...usage, tokensOut: 95 } }
    await expect(ask(ctx, structured(scriptedProvider([dear])))).rejects.toMatchObject({
      code: 'LIMIT_EXCEEDED',
      details: { metric: 'spend', usage: { costMicroUsd: 200 } },
    })
    expect(await house.books(userId)).toMatchObject({ posted: 200, pending: 0 })
  })
})

test('a stream shows the object as it grows, then the validated one', async () => {
  const { ctx } = await house.user()
  const provider = scriptedProvider([{ deltas: ['{"title":"Da', 'wn', '",', '"count":3', '}'], usage }])
  const events: unknown[] = []
  for await (const event of streamStructured(ctx, structured(provider))) events.push(event)
  expect(events).toMatchObject([
    { type: 'partial', value: { title: 'Da' } },
    { type: 'partial', value: { title: 'Dawn' } },
    { type: 'partial', value: { title: 'Dawn', count: 3 } },
    { type: 'done', value: { title: 'Dawn', count: 3 } },
  ])
})

test('a reader who leaves during the silent repair aborts that too', async () => {
  const { userId, ctx } = await house.user()
  const provider = scriptedProvider([wrong, { stalls: true }])
  const events = streamStructured(ctx, structured(provider))
  await events.next()
  const waiting = events.next()
  await provider.stalled()
  await events.return(undefined)
  expect(await waiting).toEqual({ done: true, value: undefined })
  expect(provider.journal).toMatchObject([{ isAborted: false }, { isAborted: true }])
  const { posted, pending } = await house.books(userId)
  expect(pending).toBe(0)
  expect(posted).toBeGreaterThan(paid)
})

test('the sandbox writes objects of any schema; what it breaks is repaired or told', async () => {
  const { ctx } = await house.user()
  const providers = createTextProviders({ TEXT_TIMEOUT_SECONDS: 30 })
  const model = chooseTextModel(providers, { provider: 'sandbox' }, house.clock.now())
  const call = { ...textCall(model.provider, { model, maxOutputTokens: 2_000 }), name: 'scene', schema }
  const saying = (content: string) => ({ ...call, messages: [{ role: 'user', content }] as const })
  expect(schema.parse((await callStructured(ctx, call)).value)).toBeDefined()
  expect(schema.parse((await callStructured(ctx, saying(sandboxMagic.wrongShape))).value)).toBeDefined()
  await expect(callStructured(ctx, saying(sandboxMagic.malformed))).rejects.toMatchObject({ code: 'UPSTREAM_ERROR' })
})
