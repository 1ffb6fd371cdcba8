import { afterAll, beforeAll, expect, test } from 'vitest'
import { createImage } from './create-image.ts'
import { imageWishInput } from './generation-inputs.ts'
import { sweepOutputs } from './sweep-outputs.ts'
import { type Death, dyingContext } from './testing/dying-context.ts'
import { type GenerationHouse, openGenerationHouse, prices } from './testing/open-generation-house.ts'
import { type Ending, runAttempt } from './testing/run-attempt.ts'
import { addressesOn, bytesOf } from './testing/sample-outputs.ts'
import { type Script, type ScriptedProvider, failure, scriptedProvider } from './testing/scripted-provider.ts'
import { type Money, moneyOf } from './testing/settled.ts'

let house: GenerationHouse
beforeAll(async () => {
  house = await openGenerationHouse()
})
afterAll(() => house[Symbol.asyncDispose]())

interface Aftermath {
  died: boolean
  provider: ScriptedProvider
  money: Money
  states: string[]
  assets: number
  leftInIncoming: string[]
}

/** One job whose first worker dies at that call; others take it until it has ended. */
async function dieOnce(script: Script, death: Death): Promise<Aftermath> {
  const provider = scriptedProvider('replicate', script)
  const { userId, ctx } = await house.user([provider])
  const { jobId } = await createImage(ctx, { ...imageWishInput.parse({ prompt: 'A harbour' }), commit: true })
  const id = jobId as string
  const mortal = dyingContext(ctx, death)
  let ending: Ending = await runAttempt(house, mortal.ctx, id, { watch: ctx })
  for (let tries = 0; ending === 'died' || ending === 'retrying'; tries++) {
    if (tries > 6) throw new Error('the job never ended')
    ending = await runAttempt(house, ctx, id)
  }
  await sweepOutputs(ctx)
  const submissions = await house.db.submission.findMany({ where: { jobId: id }, orderBy: { number: 'asc' } })
  return {
    died: mortal.died(),
    provider,
    money: await moneyOf(house.db, id),
    states: submissions.map(({ state, billed }) => `${state} ${billed}`),
    assets: await house.db.mediaAsset.count({ where: { userId } }),
    leftInIncoming: await house.keysUnder(`incoming/${userId}`),
  }
}

/** What must be true whenever a worker died. */
function expectTruth({ provider, money, assets, leftInIncoming, states }: Aftermath): void {
  expect(provider.journal.works.length).toBeLessThanOrEqual(1)
  expect(leftInIncoming).toEqual([])
  const succeeded = money.status === 'succeeded'
  expect(money).toMatchObject({
    status: expect.stringMatching(/^(succeeded|failed)$/),
    hold: succeeded ? 'settled' : 'released',
    reserves: 1,
    settles: succeeded ? 1 : 0,
    releases: succeeded ? 0 : 1,
    costMicroUsd: succeeded ? prices.picture : 0,
    posted: succeeded ? prices.picture : 0,
    pending: 0,
  })
  expect(assets).toBe(succeeded ? 1 : 0)
  expect(states.filter((state) => /^(intent|submitting|submitted|unknown) /.test(state))).toEqual([])
  // Whoever says that nothing was bought is right.
  if (provider.journal.works.length === 1) expect(states.at(-1)).not.toBe('failed no')
}

/** Dies at the first call, at the second, … until a run passes whole; returns how many deaths there were. */
async function dieEverywhere(
  script: () => Script,
  when: Death['when'],
  check: (aftermath: Aftermath, at: number) => void,
): Promise<number> {
  for (let at = 1; ; at++) {
    const aftermath = await dieOnce(script(), { at, when })
    expectTruth(aftermath)
    if (!aftermath.died) return at - 1
    check(aftermath, at)
  }
}

test.each(['before', 'after'] as const)(
  'a worker that dies %s any call: with a list of the provider’s works, every job still succeeds with one work',
  { timeout: 120_000 },
  async (when) => {
    const script = (): Script => ({ outputs: addressesOn(house), find: 'truth', polls: 1 })
    const deaths = await dieEverywhere(script, when, ({ money, provider }) => {
      expect(money.status).toBe('succeeded')
      expect(provider.journal.works).toHaveLength(1)
    })
    expect(deaths).toBeGreaterThan(25)
  },
)

test.each(['before', 'after'] as const)(
  'a worker that dies %s any call: without a list, an answer that was lost fails for free and is never sent again',
  { timeout: 120_000 },
  async (when) => {
    const script = (): Script => ({ creates: ['finish'], outputs: bytesOf, find: null })
    let failed = 0
    const deaths = await dieEverywhere(script, when, ({ money, provider, states }) => {
      expect(provider.journal.creates.length).toBeLessThanOrEqual(1)
      if (money.status !== 'failed') return
      failed++
      expect(states).toEqual(['failed unknown'])
    })
    expect(deaths).toBeGreaterThan(20)
    // Between the create and the row that holds its outcome, and nowhere else.
    expect(failed).toBeGreaterThan(0)
    expect(failed).toBeLessThan(deaths / 2)
  },
)

test.each(['before', 'after'] as const)(
  'a worker that dies %s any call while a create is refused: the next one is the only one that is paid',
  { timeout: 120_000 },
  async (when) => {
    const script = (): Script => ({
      creates: [failure('RATE_LIMITED', 'no'), 'accept'],
      outputs: addressesOn(house),
      find: 'truth',
    })
    await dieEverywhere(script, when, ({ money }) => expect(money.status).toBe('succeeded'))
  },
)
