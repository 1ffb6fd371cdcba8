import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestApp, createTestApp } from './test-app.ts'

let t: TestApp
beforeAll(async () => {
  t = await createTestApp()
})
afterAll(() => t[Symbol.asyncDispose]())

const boundary = 'attachments'

async function upload(token: string, background: string): Promise<string> {
  const picture = { create: { width: 40, height: 30, channels: 3 as const, background } }
  const head = `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n`
  const bytes = await sharp(picture).png().toBuffer()
  const response = await t.as(token, {
    method: 'POST',
    url: '/media/upload',
    payload: Buffer.concat([Buffer.from(head), bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]),
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
  })
  return response.json<{ id: string }>().id
}

test('an asset is attached, listed with its links and detached, over plain HTTP', async () => {
  const { token } = await t.signUp()
  const story = await t.as(token, { method: 'POST', url: '/api/timelines', payload: { title: 'The lighthouse' } })
  const ownerId = story.json<{ rootNodeId: string }>().rootNodeId
  const owner = { ownerType: 'node', ownerId }
  const [cover, other] = [await upload(token, '#aa3300'), await upload(token, '#0033aa')]

  const attached = await t.as(token, {
    method: 'POST',
    url: `/media/${cover}/attach`,
    payload: { ...owner, role: 'cover', meta: { caption: 'Dusk' } },
  })
  expect([attached.statusCode, attached.json()]).toMatchObject([200, { assetId: cover, ...owner, role: 'cover' }])
  await t.as(token, { method: 'POST', url: `/media/${other}/attach`, payload: owner })
  const list = await t.as(token, { url: `/owners/node/${ownerId}/media` })
  expect(list.json()).toMatchObject({
    items: [
      { role: 'cover', meta: { caption: 'Dusk' }, asset: { id: cover, variants: { thumbnail: {} } } },
      { role: 'gallery', asset: { id: other } },
    ],
    nextCursor: null,
  })
  const wrong = await t.as(token, { url: `/owners/scene/${ownerId}/media` })
  expect(wrong.statusCode).toBe(404)
  expect((await t.as(token, { url: `/owners/planet/${ownerId}/media` })).statusCode).toBe(400)

  const query = `ownerType=node&ownerId=${ownerId}&role=cover`
  const detached = await t.as(token, { method: 'DELETE', url: `/media/${cover}/attach?${query}` })
  expect([detached.statusCode, detached.json()]).toEqual([200, { detached: 1 }])
  const left = await t.as(token, { url: `/owners/node/${ownerId}/media?role=gallery` })
  expect(left.json<{ items: { assetId: string }[] }>().items.map(({ assetId }) => assetId)).toEqual([other])

  const { token: stranger } = await t.signUp()
  expect((await t.as(stranger, { url: `/owners/node/${ownerId}/media` })).statusCode).toBe(404)
})
