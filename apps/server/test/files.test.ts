import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestApp, createTestApp } from './test-app.ts'

let t: TestApp
beforeAll(async () => {
  t = await createTestApp()
})
afterAll(() => t[Symbol.asyncDispose]())

async function storedFile(expiresInS = 60): Promise<{ url: string; bytes: Buffer }> {
  const bytes = await sharp({ create: { width: 64, height: 64, channels: 3, background: '#00ff00' } })
    .png()
    .toBuffer()
  await t.runtime.blobs.put('media/usr_test/images/ast_test/original.png', bytes, { contentType: 'image/png' })
  const { url } = await t.runtime.blobs.signGet('media/usr_test/images/ast_test/original.png', { expiresInS })
  return { url: url.replace(/^https?:\/\/[^/]+/, ''), bytes }
}

test('a signed file is delivered typed, and in ranges', async () => {
  const { url, bytes } = await storedFile()
  const whole = await t.app.inject({ url })
  expect([whole.statusCode, whole.headers['content-type'], whole.headers['accept-ranges']]).toEqual([
    200,
    'image/png',
    'bytes',
  ])
  expect(whole.rawPayload.equals(bytes)).toBe(true)
  const part = await t.app.inject({ url, headers: { range: 'bytes=10-19' } })
  expect([part.statusCode, part.headers['content-range']]).toEqual([206, `bytes 10-19/${bytes.length}`])
  expect(part.rawPayload.equals(bytes.subarray(10, 20))).toBe(true)
  expect((await t.app.inject({ url, headers: { range: 'bytes=999999-' } })).statusCode).toBe(416)
})

test('a wrong, foreign or expired signature gives 403', async () => {
  const { url } = await storedFile()
  const forged = url.replace(/sig=[^&]+/, 'sig=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA')
  const longer = url.replace(/exp=(\d+)/, (_all, s: string) => `exp=${Number(s) + 3600}`)
  const otherKey = url.replace('original.png', 'preview.webp')
  const expired = (await storedFile(1)).url.replace(/exp=(\d+)/, (_all, s: string) => `exp=${Number(s) - 3600}`)
  for (const attempt of [forged, longer, otherKey, expired, url.split('?')[0] ?? '']) {
    const response = await t.app.inject({ url: attempt })
    expect([attempt, response.statusCode, response.json<{ error: { code: string } }>().error.code]).toEqual([
      attempt,
      403,
      'FORBIDDEN',
    ])
  }
})
