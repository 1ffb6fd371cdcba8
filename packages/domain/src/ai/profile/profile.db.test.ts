import { afterAll, beforeAll, expect, test } from 'vitest'
import { listModels, listModelsOutput } from '../list-models.ts'
import { type AiHouse, openAiHouse } from '../testing/open-ai-house.ts'
import { getProfile } from './get-profile.ts'
import { creatorProfileInput } from './profile-fields.ts'
import { putProfile } from './put-profile.ts'

let house: AiHouse
beforeAll(async () => {
  house = await openAiHouse()
})
afterAll(() => house[Symbol.asyncDispose]())

const nothing = { stylePreferences: [], favoriteThemes: [], dislikedElements: [], preferredTone: null }

test('a profile has its defaults until it is put, and is put whole', async () => {
  const { ctx } = await house.writer()
  expect(await getProfile(ctx)).toEqual({ ...nothing, explorationRatio: 0.3, updatedAt: null })
  const input = creatorProfileInput.parse({ favoriteThemes: ['the sea'], preferredTone: 'quiet', explorationRatio: 0 })
  const stored = await putProfile(ctx, input)
  expect(stored).toEqual({ ...input, updatedAt: house.clock.now().toISOString() })
  expect(await getProfile(ctx)).toEqual(stored)
  await putProfile(ctx, creatorProfileInput.parse({}))
  expect(await getProfile(ctx)).toMatchObject({ ...nothing, explorationRatio: 0.3 })
})

test("nobody reads another user's profile", async () => {
  const [ann, bob] = [await house.writer(), await house.writer()]
  await putProfile(ann.ctx, creatorProfileInput.parse({ favoriteThemes: ['secrets'] }))
  expect(await getProfile(bob.ctx)).toMatchObject(nothing)
})

test('models are those of the configured providers that are alive, one of them the default', async () => {
  const { ctx } = await house.writer()
  const { items } = listModelsOutput.parse(listModels(ctx))
  expect(new Set(items.map(({ provider }) => provider))).toEqual(new Set(['openai', 'sandbox']))
  expect(items.filter((model) => model.default).map(({ id }) => id)).toEqual(['gpt-6-luna'])
  house.clock.set(new Date('2027-06-01T00:00:00Z'))
  const later = listModels(ctx).items.map(({ id }) => id)
  expect(items.map(({ id }) => id)).toContain('gpt-4o')
  expect(later).not.toContain('gpt-4o')
})
