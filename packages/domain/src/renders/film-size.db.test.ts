import { afterAll, beforeAll, expect, test } from 'vitest'
import { type RenderHouse, openRenderHouse } from './testing/open-render-house.ts'
import { validateRender } from './validate-render.ts'

let house: RenderHouse
beforeAll(async () => {
  house = await openRenderHouse()
})
afterAll(() => house[Symbol.asyncDispose]())

test('a plan says how large a film may be', async () => {
  const { ctx, userId } = await house.user()
  const document = {
    output: { width: 3840, height: 2160 },
    tracks: [{ clips: [{ asset: { type: 'color', color: '#123456' } }] }],
  }
  expect(await validateRender(ctx, document)).toMatchObject({ valid: true })
  for (const plan of ['creator', 'free', 'a plan of old']) {
    await house.db.user.update({ where: { id: userId }, data: { plan } })
    const checked = await validateRender(ctx, document)
    expect(checked.valid, plan).toBe(false)
    expect(JSON.stringify(checked)).toContain('at most 1920×1080')
  }
})
