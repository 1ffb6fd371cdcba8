import { type ManualClock, manualClock, newId } from '@cronicl/core'
import { describe, expect, test } from 'vitest'
import { createGeminiVideo } from '../../gemini/gemini-video.ts'
import type { MediaProvider, MediaRequest } from '../../media/contract.ts'
import { createOpenAIMedia } from '../../openai/openai-media.ts'
import { createReplicateMedia } from '../../replicate/replicate-media.ts'
import { createRunwayMedia } from '../../runway/runway-media.ts'
import { imageRequest, inputImage, startOptions, videoRequest } from '../media-harness.ts'
import type { FakeProviderName } from './fake-work.ts'
import { type CutPoint, type CuttingProxy, startCuttingProxy } from './start-cutting-proxy.ts'
import { type FakeProviders, startFakeProviders } from './start-fake-providers.ts'

/** A request of many packets. */
const picture = inputImage({
  sizeBytes: 150_000,
  link: () => Promise.resolve(null),
  read: () => Promise.resolve(new Uint8Array(150_000).fill(7)),
})
const webhookSecret = 'whsec_c2VjcmV0IG9mIHRoZSBmYWtl'

interface Case {
  request: MediaRequest
  create(baseUrl: string): MediaProvider
}
const cases: Readonly<Record<FakeProviderName, Case>> = {
  replicate: {
    request: imageRequest('google/nano-banana-2', { references: [picture] }),
    create: (baseUrl) => createReplicateMedia({ apiToken: 'r8_t', baseUrl }),
  },
  runway: {
    request: videoRequest('veo3.1_fast', { startFrame: picture }),
    create: (baseUrl) => createRunwayMedia({ apiKey: 'key_t', baseUrl }),
  },
  gemini: {
    request: videoRequest('gemini-omni-1.1-flash', { startFrame: picture }),
    create: (baseUrl) => createGeminiVideo({ apiKey: 'AIza_t', baseUrl, webhookSecret }),
  },
  openai: {
    request: imageRequest('gpt-image-2', { references: [picture] }),
    create: (baseUrl) => createOpenAIMedia({ apiKey: 'sk-t', baseUrl }),
  },
}

interface Wired {
  clock: ManualClock
  fake: FakeProviders
  proxy: CuttingProxy
  provider: MediaProvider
  /** The same without a wire in between. */
  asking: MediaProvider
}

/** One start over a wire that is cut; what the caller gets to know, and what the provider did. */
async function startCut({ clock, fake, proxy, provider }: Wired, request: MediaRequest, point: CutPoint) {
  const submissionId = newId('submission')
  const webhookUrl = `https://stories.example.com/api/v1/webhooks/any?submission=${submissionId}`
  fake.journal.clear()
  proxy.cutAt(point)
  const sentAt = clock.now()
  const outcome: unknown = await provider
    .start(request, startOptions({ submissionId, webhookUrl }))
    .catch((error: unknown) => error)
  await proxy.idle()
  await fake.idle()
  proxy.cutAt()
  return { submissionId, sentAt, outcome, created: [...fake.journal.creates], requests: fake.journal.requests.length }
}

/** Every few bytes, and at the boundaries. */
function points(total: number, count: number): number[] {
  const step = Math.max(1, Math.floor(total / count))
  const even = Array.from({ length: count }, (_, index) => index * step)
  return [...new Set([0, 1, 200, 700, ...even, total - 1, total])].filter((at) => at <= total)
}

describe.each(Object.entries(cases))('a create of %s over a wire that is cut', (name, { request, create }) => {
  const wire = async (): Promise<Wired & AsyncDisposable> => {
    const clock = manualClock()
    const fake = await startFakeProviders({ clock, behaviour: { webhook: 'never' } })
    const proxy = await startCuttingProxy({ target: fake.urls[name as FakeProviderName] })
    const dispose = async () => {
      await fake[Symbol.asyncDispose]()
      await proxy[Symbol.asyncDispose]()
    }
    const asking = create(fake.urls[name as FakeProviderName])
    return { clock, fake, proxy, provider: create(proxy.url), asking, [Symbol.asyncDispose]: dispose }
  }

  test('is sent once, is called free only when it was not accepted, and can be found where there is a list', async () => {
    await using wired = await wire()
    const whole = await startCut(wired, request, {})
    expect(whole.outcome).toHaveProperty('operation.id')
    const { requestBytes = 0, responseBytes = 0 } = wired.proxy.connections.at(-1) ?? {}
    expect(requestBytes).toBeGreaterThan(150_000)
    const cuts: CutPoint[] = [
      ...points(requestBytes, 20).map((afterRequestBytes) => ({ afterRequestBytes })),
      ...points(responseBytes, 12).map((afterResponseBytes) => ({ afterResponseBytes })),
    ]
    const seen = { missed: 0, lost: 0, answered: 0 }
    for (const point of cuts) {
      const connections = wired.proxy.connections.length
      const { outcome, created, requests, submissionId, sentAt } = await startCut(wired, request, point)
      const where = JSON.stringify(point)
      expect(wired.proxy.connections.length - connections, where).toBe(1)
      expect(requests, where).toBeLessThanOrEqual(1)
      expect(created.length, where).toBeLessThanOrEqual(1)
      const isAnswered = !(outcome instanceof Error)
      if (isAnswered) expect(outcome, where).toMatchObject({ externalId: created[0]?.workId })
      else
        expect(outcome, where).toMatchObject({
          details: { billed: created.length > 0 ? 'unknown' : (expect.stringMatching(/no|unknown/) as string) },
        })
      seen[isAnswered ? 'answered' : created.length > 0 ? 'lost' : 'missed'] += 1
      await expectFound(wired, { submissionId, sentAt, model: request.model }, created[0]?.workId)
    }
    // Each kind of outcome was met: never arrived, accepted and lost, and answered after all.
    expect(Math.min(...Object.values(seen)), JSON.stringify(seen)).toBeGreaterThan(0)
  })
})

async function expectFound(
  { clock, asking }: Wired,
  query: { submissionId: string; sentAt: Date; model: string },
  workId: string | undefined,
): Promise<void> {
  const { signal } = new AbortController()
  const look = async () => asking.find?.({ ...query, askedAt: clock.now(), signal })
  if (((await look()) ?? { outcome: 'lost' }).outcome === 'lost') return
  const found = { outcome: 'found', externalId: workId }
  expect(await look()).toMatchObject(workId ? found : { outcome: 'unclear' })
  clock.advance(61_000)
  expect(await look()).toMatchObject(workId ? found : { outcome: 'none' })
}
