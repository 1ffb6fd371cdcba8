import { type IncomingMessage, type ServerResponse, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { manualClock } from '@cronicl/core'
import sharp from 'sharp'
import { Webhook } from 'standardwebhooks'
import { afterEach, describe, expect, test } from 'vitest'
import { createGeminiVideo } from '../../gemini/gemini-video.ts'
import type { MediaProvider, MediaRequest, Operation, StartOptions } from '../../media/contract.ts'
import { createOpenAIMedia } from '../../openai/openai-media.ts'
import { createReplicateMedia } from '../../replicate/replicate-media.ts'
import { createRunwayMedia } from '../../runway/runway-media.ts'
import { imageRequest, inputImage, startOptions, submissionId, videoRequest } from '../media-harness.ts'
import type { FakeBehaviour } from './fake-behaviour.ts'
import type { FakeProviderName } from './fake-work.ts'
import { signWebhook } from './sign-webhook.ts'
import { type FakeProviders, type FakeProvidersOptions, startFakeProviders } from './start-fake-providers.ts'

const { signal } = new AbortController()
const secrets = ['current', 'previous'].map(
  (text) => `whsec_${Buffer.from(`${text} secret of the fake`).toString('base64')}`,
)
const [secret = ''] = secrets
const open: FakeProviders[] = []
const start = async (options: FakeProvidersOptions = {}): Promise<FakeProviders> => {
  const fake = await startFakeProviders(options)
  open.push(fake)
  return fake
}
afterEach(async () => {
  for (const fake of open.splice(0)) await fake[Symbol.asyncDispose]()
})

interface Adapter {
  provider: MediaProvider
  request: MediaRequest
}
const adapters: Readonly<Record<FakeProviderName, (fake: FakeProviders) => Adapter>> = {
  replicate: ({ urls }) => ({
    provider: createReplicateMedia({ apiToken: 'r8_t', baseUrl: urls.replicate, webhookSecret: secret }),
    request: imageRequest('google/nano-banana-2', { references: [inputImage()] }),
  }),
  runway: ({ urls }) => ({
    provider: createRunwayMedia({ apiKey: 'key_t', baseUrl: urls.runway }),
    request: videoRequest('veo3.1_fast', { startFrame: inputImage(), endFrame: inputImage() }),
  }),
  gemini: ({ urls }) => ({
    provider: createGeminiVideo({ apiKey: 'AIza_t', baseUrl: urls.gemini, webhookSecret: secret }),
    request: videoRequest('gemini-omni-1.1-flash', { startFrame: inputImage() }),
  }),
  openai: ({ urls }) => ({
    provider: createOpenAIMedia({ apiKey: 'sk-t', baseUrl: urls.openai, webhookSecret: secret }),
    request: imageRequest('gpt-image-2', { references: [inputImage()] }),
  }),
}
const begin = async ({ provider, request }: Adapter, more: Partial<StartOptions> = {}): Promise<Operation> => {
  const { operation } = await provider.start(request, startOptions(more))
  if (operation === null) throw new Error('there is no work in progress')
  return operation
}

describe.each(Object.entries(adapters))('the stand-in for %s, and our adapter', (name, of) => {
  const failing = async (behaviour: Partial<FakeBehaviour>) => {
    const fake = await start()
    fake.behaveNext(behaviour)
    const { provider, request } = of(fake)
    const error: unknown = await provider.start(request, startOptions()).catch((caught: unknown) => caught)
    expect(fake.journal.requests).toHaveLength(1)
    // Runway is told no word of ours.
    const told = fake.journal.creates.filter((create) => name === 'runway' || create.submissionId === submissionId)
    return { error, creates: told.length }
  }

  test('work is accepted once, goes on, and ends by the clock', async () => {
    const clock = manualClock()
    const fake = await start({ clock, behaviour: { finishAfterMs: 10_000, webhook: 'never' } })
    const adapter = of(fake)
    const operation = await begin(adapter)
    expect(fake.journal.requests.flatMap(({ issues }) => issues)).toEqual([])
    expect(fake.journal.creates).toMatchObject([{ provider: name, workId: Object.values(operation)[0] }])
    const states = []
    for (const ms of [0, 5_000, 5_000]) {
      clock.advance(ms)
      states.push((await adapter.provider.status(operation, { signal })).state)
    }
    expect(states).toEqual(['pending', 'pending', 'succeeded'])
    expect(fake.journal.creates).toHaveLength(1)
  })

  test('what it made is a file that can be fetched, or its bytes', async () => {
    const fake = await start({ video: Buffer.from('a film of twenty bytes') })
    const adapter = of(fake)
    const status = await adapter.provider.status(await begin(adapter), { signal })
    if (status.state !== 'succeeded') throw new Error(status.state)
    const [output] = status.outputs
    const bytes = output && 'url' in output ? Buffer.from(await (await fetch(output.url)).arrayBuffer()) : output?.bytes
    if (adapter.request.kind === 'image')
      expect(await sharp(bytes).metadata()).toMatchObject({ width: 16, height: 9, format: 'png' })
    else expect(Buffer.from(bytes ?? []).toString()).toBe('a film of twenty bytes')
    if (output && 'url' in output) expect(adapter.provider.outputHosts).toContain(new URL(output.url).hostname)
  })

  test.each([
    ['fail', { state: 'failed', error: { code: 'UPSTREAM_ERROR' } }],
    ['filter', { state: 'failed', error: { code: 'UPSTREAM_REFUSED' } }],
    ['malformed', { state: 'failed', error: { code: 'UPSTREAM_ERROR' } }],
    ['cancel', { state: 'canceled' }],
  ] as const)('an end of another kind is told as it is: %s', async (outcome, expected) => {
    const fake = await start({ behaviour: { outcome } })
    const adapter = of(fake)
    expect(await adapter.provider.status(await begin(adapter), { signal })).toMatchObject(expected)
  })

  test('work is canceled while it goes on; what has ended stays as it ended', async () => {
    const fake = await start({ behaviour: { finishAfterMs: null } })
    const adapter = of(fake)
    const { cancel } = adapter.provider
    if (!cancel) throw new Error('it cannot cancel')
    const operation = await begin(adapter)
    expect(await cancel(operation, { signal })).toMatchObject({ state: 'canceled' })
    expect(await adapter.provider.status(operation, { signal })).toMatchObject({ state: 'canceled' })
    fake.behave({ finishAfterMs: 0 })
    const ended = await begin(adapter)
    expect(await cancel(ended, { signal })).toMatchObject({ state: 'succeeded' })
    expect(await adapter.provider.status(ended, { signal })).toMatchObject({ state: 'succeeded' })
  })

  test.each([
    ['rate-limit', 'RATE_LIMITED'],
    ['no-credit', 'UPSTREAM_ERROR'],
    ['bad-key', 'PROVIDER_NOT_CONFIGURED'],
    ['refuse', 'UPSTREAM_REFUSED'],
  ] as const)('a no is free, and nothing was accepted: %s', async (create, code) => {
    expect(await failing({ create })).toMatchObject({ error: { code, details: { billed: 'no' } }, creates: 0 })
  })

  test.each([
    ['error', 0],
    ['cut', 0],
    ['accept-error', 1],
    ['accept-cut', 1],
    ['accept-malformed', 1],
  ] as const)('of the rest nobody knows, whether it was accepted or not: %s', async (create, creates) => {
    expect(await failing({ create })).toMatchObject({
      error: { code: 'UPSTREAM_ERROR', details: { billed: 'unknown' } },
      creates,
    })
  })

  test('a create that departs from the documents is refused and entered', async () => {
    const fake = await start()
    const path = {
      replicate: '/models/google/nano-banana-2/predictions',
      runway: '/v1/image_to_video',
      gemini: '/v1/interactions',
      openai: '/responses',
    }
    const headers = { authorization: 'Bearer t', 'x-goog-api-key': 't', 'x-runway-version': '2024-11-06' }
    const answer = await fetch(fake.urls[name as FakeProviderName] + path[name as FakeProviderName], {
      method: 'POST',
      headers,
      body: JSON.stringify({ model: 'veo3.1', input: { promt: 'a typing error' } }),
    })
    expect(answer.status).toBeGreaterThanOrEqual(400)
    expect(fake.journal.requests[0]?.issues.length).toBeGreaterThan(0)
    expect(fake.journal.creates).toEqual([])
  })

  test('questions fail in its moods, and the work is unharmed', async () => {
    const fake = await start()
    const adapter = of(fake)
    const operation = await begin(adapter)
    for (const others of ['rate-limit', 'error', 'malformed', 'cut'] as const) {
      fake.behave({ others })
      await expect(adapter.provider.status(operation, { signal }), others).rejects.toMatchObject({
        details: { billed: 'unknown' },
      })
    }
    fake.behave({})
    expect(await adapter.provider.status(operation, { signal })).toMatchObject({ state: 'succeeded' })
  })
})

describe('its webhooks', () => {
  const clock = manualClock()
  const at = clock.now()
  const listen = async () => {
    const heard: { headers: Record<string, string | string[] | undefined>; rawBody: Buffer }[] = []
    const hear = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
      heard.push({ headers: request.headers, rawBody: await buffer(request) })
      response.end('{}')
    }
    const server = createServer((request, response) => {
      void hear(request, response)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook?submission=${submissionId}`
    return {
      heard,
      url,
      [Symbol.asyncDispose]: async () => void (await new Promise((resolve) => server.close(resolve))),
    }
  }

  test.each(['replicate', 'gemini', 'openai'] as const)(
    '%s tells of ended work, signed with every secret, and ours can be read',
    async (name) => {
      await using ear = await listen()
      const registered = { gemini: ear.url, openai: ear.url }
      const fake = await start({
        clock,
        webhookSecrets: secrets.toReversed(),
        registered,
        behaviour: { finishAfterMs: null, webhook: 'twice' },
      })
      const adapter = adapters[name](fake)
      const operation = await begin(adapter, { webhookUrl: ear.url })
      expect(ear.heard).toEqual([])
      await fake.finish(String(Object.values(operation)[0]))
      expect(ear.heard).toHaveLength(2)
      const read = []
      for (const delivery of ear.heard) read.push(await adapter.provider.readWebhook?.({ ...delivery, at }))
      expect(read[0]).toMatchObject({ operation, submissionId: name === 'openai' ? null : submissionId })
      expect(read[1]).toEqual(read[0])
    },
  )

  test('one comes before the answer, and one never, as it is told', async () => {
    await using ear = await listen()
    const fake = await start({ clock, webhookSecrets: secrets })
    const adapter = adapters.replicate(fake)
    fake.behave({ create: 'accept-cut', webhook: 'before-answer' })
    await expect(begin(adapter, { webhookUrl: ear.url })).rejects.toMatchObject({ details: { billed: 'unknown' } })
    const [delivery] = ear.heard
    if (!delivery) throw new Error('nothing was heard')
    const read = await adapter.provider.readWebhook?.({ ...delivery, at })
    expect(read).toMatchObject({ submissionId, externalId: fake.journal.creates[0]?.workId })
    fake.behave({ finishAfterMs: null, webhook: 'never' })
    const operation = await begin(adapter, { webhookUrl: ear.url })
    await fake.finish(String(operation.id))
    expect(ear.heard).toHaveLength(1)
  })

  test('signatures are those of Standard Webhooks: their own vector, and their own library', () => {
    const body = '{"test": 2432232314}'
    const vector = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', timestamp: 1_614_265_330, body }
    expect(signWebhook(vector, ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'])['webhook-signature']).toBe(
      'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    )
    const theirs = secrets.map((one) => new Webhook(one).sign(vector.id, new Date(vector.timestamp * 1000), body))
    expect(signWebhook(vector, secrets)['webhook-signature']).toBe(theirs.join(' '))
  })
})

describe('Replicate forgets and ends by itself', () => {
  test('what was made is gone after an hour', async () => {
    const clock = manualClock()
    const fake = await start({ clock })
    const adapter = adapters.replicate(fake)
    const operation = await begin(adapter)
    expect(await adapter.provider.status(operation, { signal })).toMatchObject({ state: 'succeeded' })
    clock.advance(3_700_000)
    expect(await adapter.provider.status(operation, { signal })).toMatchObject({
      state: 'failed',
      error: { details: { billed: 'yes' } },
    })
  })

  test('after its deadline work is canceled, or aborted when it never ran', async () => {
    const clock = manualClock()
    const fake = await start({ clock, behaviour: { finishAfterMs: 100_000 } })
    const adapter = adapters.replicate(fake)
    const [brief, long] = [await begin(adapter, { deadlineMs: 10_000 }), await begin(adapter, { deadlineMs: 60_000 })]
    clock.advance(60_000)
    expect(await adapter.provider.status(brief, { signal })).toMatchObject({ providerStatus: 'aborted', billed: 'no' })
    expect(await adapter.provider.status(long, { signal })).toMatchObject({ providerStatus: 'canceled' })
  })
})
