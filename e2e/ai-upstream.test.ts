import { type CroniclClient, CroniclError } from '@cronicl/client'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type Procedure, procedures, questions, writeStory } from './testing/ask-everything.ts'
import { type TestStack, startTestStack } from './testing/test-stack.ts'
import { type TextUpstream, startTextUpstream } from './testing/text-upstream.ts'

const canary = 'heron-that-stands-beside'
const key = 'sk-a-key-that-nobody-may-see'
let upstream: TextUpstream
let stack: TestStack
let client: CroniclClient
let ask: Record<Procedure, () => Promise<object>>
beforeAll(async () => {
  upstream = await startTextUpstream()
  stack = await startTestStack({
    env: {
      OPENAI_BASE_URL: upstream.baseUrl,
      OPENAI_API_KEY: key,
      TEXT_MODEL: 'gpt-6-luna',
      TEXT_TIMEOUT_SECONDS: '2',
      PLAN_LIMITS: JSON.stringify({ free: { requests: { day: null, month: null } } }),
    },
  })
  client = await stack.signUp()
  ask = questions(client, await writeStory(client, canary))
})
beforeEach(() => {
  upstream.misbehave({})
  upstream.forget()
})
afterAll(async () => {
  await stack?.[Symbol.asyncDispose]()
  await upstream?.[Symbol.asyncDispose]()
})

/** The error's code, or null for an answer. */
async function outcome(question: () => Promise<object>): Promise<string | null> {
  try {
    expect(await question()).toMatchObject({ usage: { model: 'gpt-6-luna', provider: 'openai-compatible' } })
    return null
  } catch (error) {
    if (!(error instanceof CroniclError)) throw error
    expect(JSON.stringify([error.message, error.details])).not.toContain(key)
    return error.code
  }
}

async function outcomes(): Promise<Record<string, { code: string | null; requests: number }>> {
  const all: Record<string, { code: string | null; requests: number }> = {}
  for (const name of procedures) {
    upstream.forget()
    const code = await outcome(ask[name])
    all[name] = { code, requests: upstream.calls().length }
  }
  return all
}

const everyOne = (expected: { code: string | null; requests: number }) =>
  Object.fromEntries(procedures.map((name) => [name, expected]))

async function usage(): Promise<{ costMicroUsd: number; reserved: number[] }> {
  const [{ costMicroUsd }, limits] = await Promise.all([
    client.api.usage.current.query({}),
    client.api.usage.limits.query({}),
  ])
  return { costMicroUsd, reserved: limits.items.map((item) => item.reserved) }
}

test('every procedure gets its answer from a server that nobody here wrote, by one request', async () => {
  expect(await outcomes()).toEqual(everyOne({ code: null, requests: 1 }))
  const answer = await client.api.ai.suggest.mutate({
    activePath: [{ title: 'The island', content: 'Mara keeps a light.' }],
    count: 10,
    explorationRatio: 0.3,
  })
  expect(answer.ghostNodes.map(({ alignment }) => alignment).filter((one) => one === 'exploratory')).toHaveLength(3)
  expect(answer.ghostNodes).toHaveLength(10)
})

test('what stands on a sibling branch never leaves the house', async () => {
  const sent: string[] = []
  for (const question of Object.values(ask)) {
    upstream.forget()
    await question()
    sent.push(...upstream.calls().map(({ body }) => body))
  }
  expect(sent.join('\n')).toContain('Mara climbs the stairs')
  expect(sent.join('\n')).not.toContain(canary)
})

test.each([
  ['429', { rateLimitRate: 1 }, 'RATE_LIMITED'],
  ['500', { dropRate: 1 }, 'UPSTREAM_ERROR'],
  ['broken JSON', { malformedRate: 1 }, 'UPSTREAM_ERROR'],
  ['a lost connection', { disconnectRate: 1 }, 'UPSTREAM_ERROR'],
])('%s is one request, the right error, and costs nothing', async (_name, chaos, code) => {
  const before = await usage()
  upstream.misbehave({ chaos })
  expect(await outcomes()).toEqual(everyOne({ code, requests: 1 }))
  const after = await usage()
  expect(after.costMicroUsd).toBe(before.costMicroUsd)
  expect(after.reserved.every((amount) => amount === 0)).toBe(true)
})

test('an answer that is late is UPSTREAM_TIMEOUT, and not asked for again', async () => {
  upstream.misbehave({ chaos: { latencyMs: 4_000 } })
  const names = ['suggest', 'generateText', 'generateTextStream'] as const
  const codes = await Promise.all(names.map((name) => outcome(ask[name])))
  expect(codes).toEqual(names.map(() => 'UPSTREAM_TIMEOUT'))
  expect(upstream.calls().length).toBeLessThanOrEqual(names.length)
})

test('streams that are dropped end with an error and are not begun again; slow ones arrive', async () => {
  const streams = ['suggestStream', 'expandStream', 'generateTextStream'] as const
  upstream.misbehave({ stream: { truncateAfterChunks: 3 } })
  for (const name of streams) {
    upstream.forget()
    expect([name, await outcome(ask[name]), upstream.calls().length]).toEqual([name, 'UPSTREAM_ERROR', 1])
  }
  upstream.misbehave({ stream: { streamingProfile: { ttft: 300, tps: 60 }, chunkSize: 40 } })
  for (const name of streams) expect(await outcome(ask[name])).toBeNull()
})

test('an answer of the wrong shape is repaired once, and then given up', async () => {
  const structured = procedures.filter((name) => !name.startsWith('generateText') && name !== 'summarizePath')
  upstream.misbehave({ content: (isRepair) => (isRepair ? null : 'Here is your JSON: {"nodes": [') })
  for (const name of structured) {
    upstream.forget()
    expect([name, await outcome(ask[name]), upstream.calls().length]).toEqual([name, null, 2])
  }
  upstream.misbehave({ content: () => '{"nodes": []}' })
  for (const name of structured) {
    upstream.forget()
    expect([name, await outcome(ask[name]), upstream.calls().length]).toEqual([name, 'UPSTREAM_ERROR', 2])
  }
})

test('in a storm of everything at once, each request is answered or refused rightly, and nothing stays reserved', async () => {
  upstream.misbehave({ chaos: { rateLimitRate: 0.15, dropRate: 0.15, malformedRate: 0.15, disconnectRate: 0.15 } })
  const rounds = 6
  const asked = Array.from({ length: rounds }, () => Object.values(ask)).flat()
  const codes = await Promise.all(asked.map((question) => outcome(question)))
  for (const code of codes) expect([null, 'RATE_LIMITED', 'UPSTREAM_ERROR']).toContain(code)
  // A request that is answered with the right shape is not repaired: one each, whatever became of it.
  expect(upstream.calls()).toHaveLength(asked.length)
  expect((await usage()).reserved.every((amount) => amount === 0)).toBe(true)
})
