import {
  type CutPoint,
  type CuttingProxy,
  type FakeProviders,
  createOpenAIMedia,
  startCuttingProxy,
  startFakeProviders,
} from '@cronicl/providers/testing'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { createImage } from './create-image.ts'
import { imageWishInput } from './generation-inputs.ts'
import { getGeneration } from './get-generation.ts'
import { sweepOutputs } from './sweep-outputs.ts'
import { type Death, dyingContext } from './testing/dying-context.ts'
import { type GenerationHouse, type HouseContext, openGenerationHouse } from './testing/open-generation-house.ts'
import { type Ending, runAttempt } from './testing/run-attempt.ts'
import { moneyOf } from './testing/settled.ts'

let house: GenerationHouse
let fake: FakeProviders
let proxy: CuttingProxy
/** Questions keep their connection: a wire of its own is cut from the first one on. */
const openWire = () => startCuttingProxy({ target: fake.urls.openai })
beforeAll(async () => {
  house = await openGenerationHouse()
  fake = await startFakeProviders({ clock: house.clock, behaviour: { finishAfterMs: 3_000, webhook: 'never' } })
  proxy = await openWire()
})
afterEach(() => {
  proxy.cutAt()
  fake.journal.clear()
})
afterAll(async () => {
  await proxy[Symbol.asyncDispose]()
  await fake[Symbol.asyncDispose]()
  await house[Symbol.asyncDispose]()
})

const apiKey = 'sk-canary-of-the-background'

/** A picture of OpenAI, drawn in the background over the wire, by as many workers as it takes. */
async function draw(first: (ctx: HouseContext) => HouseContext = (ctx) => ctx, wire = proxy) {
  fake.journal.clear()
  const provider = createOpenAIMedia({ apiKey, baseUrl: wire.url })
  const { userId, ctx } = await house.user([provider])
  const wish = imageWishInput.parse({ prompt: 'A harbour', provider: 'openai', model: 'gpt-image-2' })
  const id = (await createImage(ctx, { ...wish, commit: true })).jobId as string
  let ending: Ending = await runAttempt(house, first(ctx), id, { watch: ctx })
  for (let tries = 0; ending === 'died' || ending === 'retrying'; tries++) {
    if (tries > 6) throw new Error('the job never ended')
    ending = await runAttempt(house, ctx, id)
  }
  await sweepOutputs(ctx)
  const { creates, requests } = fake.journal
  return {
    view: await getGeneration(ctx, { id }),
    money: await moneyOf(house.db, id),
    assets: await house.db.mediaAsset.count({ where: { userId } }),
    incoming: await house.keysUnder(`incoming/${userId}`),
    sent: requests.filter(({ method, path }) => method === 'POST' && path === '/v1/responses').length,
    accepted: creates.length,
  }
}

/** What must be true whatever became of the connection and the worker. */
function expectTruth(drawn: Awaited<ReturnType<typeof draw>>, where: string): 'succeeded' | 'lost' {
  const { view, money, assets, incoming, sent, accepted } = drawn
  expect([sent, accepted, incoming], where).toEqual([expect.toSatisfy((count) => count <= 1), sent, []])
  expect([money.pending, money.reserves, view.submissions], where).toEqual([0, 1, 1])
  if (view.status === 'succeeded') {
    expect(view, where).toMatchObject({ billed: 'yes', costMicroUsd: money.posted })
    expect(money, where).toMatchObject({ settles: 1, releases: 0, hold: 'settled' })
    expect([assets, accepted, money.posted > 0], where).toEqual([1, 1, true])
    return 'succeeded'
  }
  expect(view, where).toMatchObject({ status: 'failed', billed: 'unknown', costMicroUsd: 0 })
  expect(view.error?.code, where).toBe('UPSTREAM_ERROR')
  expect(money, where).toMatchObject({ settles: 0, releases: 1, hold: 'released', posted: 0 })
  expect(assets, where).toBe(0)
  return 'lost'
}

test('a create in the background is sent once wherever its wire is cut, and is free where nobody knows', async () => {
  expect(expectTruth(await draw(), 'whole')).toBe('succeeded')
  const create = proxy.connections.find(({ requestLine }) => requestLine.startsWith('POST /openai/v1/responses '))
  const { requestBytes = 0, responseBytes = 0 } = create ?? {}
  const cuts: CutPoint[] = [
    ...[0, 1, 200, requestBytes - 1, requestBytes].map((afterRequestBytes) => ({ afterRequestBytes })),
    ...[0, 1, 120, responseBytes - 1].map((afterResponseBytes) => ({ afterResponseBytes })),
  ]
  const ends: string[] = []
  for (const cut of cuts) {
    proxy.cutAt((head) => (head.startsWith('POST ') ? cut : {}))
    ends.push(expectTruth(await draw(), JSON.stringify(cut)))
  }
  expect(ends).toEqual(cuts.map(() => 'lost'))
})

test('questions after the work may be lost as often as they like', async () => {
  await using wire = await openWire()
  let asked = 0
  wire.cutAt((head) => (head.startsWith('GET ') && ++asked % 3 !== 0 ? { afterResponseBytes: asked * 40 } : {}))
  expect(expectTruth(await draw(undefined, wire), 'asked in vain')).toBe('succeeded')
  expect(asked).toBeGreaterThan(2)
})

test.each(['before', 'after'] as const)(
  'a worker that dies %s any call sends no second create to OpenAI, and loses only an answer that nobody wrote down',
  { timeout: 120_000 },
  async (when) => {
    const ends: string[] = []
    for (let at = 1; ; at++) {
      const death: Death = { at, when }
      let died = (): boolean => false
      const drawn = await draw((ctx) => {
        const mortal = dyingContext(ctx, death)
        died = mortal.died
        return mortal.ctx
      })
      ends.push(expectTruth(drawn, JSON.stringify(death)))
      if (!died()) break
    }
    expect(ends.length).toBeGreaterThan(20)
    const lost = ends.filter((end) => end === 'lost').length
    expect([lost > 0, lost < ends.length / 4]).toEqual([true, true])
  },
)
