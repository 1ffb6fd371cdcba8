import { crc32, deflateSync } from 'node:zlib'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestApp, createTestApp } from './test-app.ts'

let t: TestApp
beforeAll(async () => {
  t = await createTestApp()
})
afterAll(() => t[Symbol.asyncDispose]())

interface Asset {
  id: string
  type: string
  status: string
  widthPx: number
  heightPx: number
  checksum: string
  thumbhash: string
  variants: Record<string, { url: string; widthPx: number; heightPx: number; mimeType: string }>
}

const boundary = 'test-boundary'
function multipart(content: Buffer, fileName: string, field = 'file') {
  const head = `--${boundary}\r\nContent-Disposition: form-data; name="${field}"; filename="${fileName}"\r\nContent-Type: image/jpeg\r\n\r\n`
  return {
    payload: Buffer.concat([Buffer.from(head), content, Buffer.from(`\r\n--${boundary}--\r\n`)]),
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
  }
}

function upload(token: string, content: Buffer, fileName = 'photo.jpg', field?: string) {
  return t.as(token, { method: 'POST', url: '/media/upload', ...multipart(content, fileName, field) })
}

async function leftovers(userId: string): Promise<{ rows: number; objects: string[] }> {
  const rows =
    (await t.runtime.db.mediaAsset.count({ where: { userId } })) +
    (await t.runtime.db.upload.count({ where: { userId } }))
  const objects: string[] = []
  for (const prefix of ['incoming', 'media'])
    for await (const { key } of t.runtime.blobs.list(`${prefix}/${userId}/`)) objects.push(key)
  return { rows, objects }
}

/** A valid PNG of one bit a pixel: small as a file, enormous as a picture (https://www.w3.org/TR/png-3/). */
function blackPng(sizePx: number): Buffer {
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type), data])
    const frame = Buffer.alloc(8)
    frame.writeUInt32BE(data.length, 0)
    frame.writeUInt32BE(crc32(body), 4)
    return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)])
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(sizePx, 0)
  header.writeUInt32BE(sizePx, 4)
  header[8] = 1
  const pixels = deflateSync(Buffer.alloc(sizePx * (1 + sizePx / 8)), { level: 1 })
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    chunk('IDAT', pixels),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

const photo = () =>
  sharp({ create: { width: 1600, height: 900, channels: 3, background: '#3366cc' } })
    .jpeg()
    .withExif({ IFD3: { GPSLatitude: '51/1 30/1 0/1' } })
    .toBuffer()

test('a picture is an asset at once, with its variants and its bytes behind signed URLs', async () => {
  const { token, userId } = await t.signUp()
  const bytes = await photo()
  const response = await upload(token, bytes)
  expect(response.statusCode).toBe(201)
  const asset = response.json<Asset>()
  expect(asset).toMatchObject({
    type: 'image',
    status: 'ready',
    widthPx: 1600,
    heightPx: 900,
    variants: { thumbnail: { widthPx: 256, heightPx: 144 }, preview: { widthPx: 1280, heightPx: 720 } },
  })
  const read = async (kind: string) =>
    t.app.inject({ url: asset.variants[kind]?.url.replace(/^https?:\/\/[^/]+/, '') ?? '' })
  expect((await read('original')).rawPayload.equals(bytes)).toBe(true)
  const thumbnail = await sharp((await read('thumbnail')).rawPayload).metadata()
  expect([thumbnail.format, thumbnail.width, thumbnail.exif]).toEqual(['webp', 256, undefined])
  expect((await leftovers(userId)).objects.filter((key) => key.startsWith('incoming'))).toEqual([])
})

test('a photo is shown upright, whatever its EXIF orientation says', async () => {
  const { token } = await t.signUp()
  const turned = await sharp({ create: { width: 400, height: 200, channels: 3, background: '#ffffff' } })
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer()
  const asset = (await upload(token, turned)).json<Asset>()
  expect([asset.widthPx, asset.heightPx, asset.variants.thumbnail?.widthPx]).toEqual([200, 400, 128])
})

test('the same bytes of the same user are one asset, also when they come twice at once', async () => {
  const { token, userId } = await t.signUp()
  const bytes = await photo()
  const answers = await Promise.all([upload(token, bytes), upload(token, bytes), upload(token, bytes, 'again.jpg')])
  expect(new Set(answers.map((answer) => answer.json<Asset>().id)).size).toBe(1)
  expect((await leftovers(userId)).rows).toBe(1)
  expect((await leftovers(userId)).objects).toHaveLength(3)
})

test.each([
  ['text that is named .jpg', async () => Buffer.from('this is no picture at all'), 415, 'UNSUPPORTED_MEDIA'],
  ['an empty file', async () => Buffer.alloc(0), 415, 'UNSUPPORTED_MEDIA'],
  ['a JPEG that was cut off', async () => (await photo()).subarray(0, 2_000), 415, 'UNSUPPORTED_MEDIA'],
  [
    'an SVG',
    async () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>'),
    415,
    'UNSUPPORTED_MEDIA',
  ],
  ['a PNG of 30,000 × 30,000 pixels', async () => blackPng(30_000), 413, 'PAYLOAD_TOO_LARGE'],
])('%s gives a clear error and leaves no row and no object', async (_name, make, status, code) => {
  const { token, userId } = await t.signUp()
  const response = await upload(token, await make())
  expect([response.statusCode, response.json<{ error: { code: string } }>().error.code]).toEqual([status, code])
  expect(await leftovers(userId)).toEqual({ rows: 0, objects: [] })
})

test('a file above the limit is refused while it arrives', async () => {
  await using small = await createTestApp({ MAX_UPLOAD_MIB: '1' })
  const { token, userId } = await small.signUp()
  const large = Buffer.concat([await photo(), Buffer.alloc(2 * 1024 ** 2)])
  const response = await small.as(token, { method: 'POST', url: '/media/upload', ...multipart(large, 'large.jpg') })
  expect(response.statusCode).toBe(413)
  const left: string[] = []
  for await (const { key } of small.runtime.blobs.list(`incoming/${userId}/`)) left.push(key)
  expect(left).toEqual([])
})

test('a request without a file, or with it in another field, says which field is meant', async () => {
  const { token } = await t.signUp()
  const response = await upload(token, await photo(), 'photo.jpg', 'picture')
  expect(response.statusCode).toBe(400)
  expect(response.json<{ error: { message: string } }>().error.message).toContain('“file”')
})

test('a presigned upload becomes an asset once, and completing it again gives the same', async () => {
  const { token, userId } = await t.signUp()
  const bytes = await photo()
  const promise = (
    await t.as(token, {
      method: 'POST',
      url: '/v1/assets/sign-upload',
      payload: { fileName: 'photo.jpg', mimeType: 'image/jpeg', sizeBytes: bytes.length },
    })
  ).json<{ uploadId: string; url: string; headers: Record<string, string> }>()
  const complete = () => t.as(token, { method: 'POST', url: `/v1/assets/${promise.uploadId}/complete`, payload: {} })
  expect((await complete()).statusCode).toBe(409)
  const put = await t.app.inject({
    method: 'PUT',
    url: promise.url.replace(/^https?:\/\/[^/]+/, ''),
    headers: promise.headers,
    payload: bytes,
  })
  expect(put.statusCode).toBe(200)
  const first = (await complete()).json<Asset>()
  expect(first).toMatchObject({ type: 'image', status: 'ready' })
  expect((await complete()).json<Asset>().id).toBe(first.id)
  expect((await leftovers(userId)).objects.filter((key) => key.startsWith('incoming'))).toEqual([])
})

test('a lying presigned upload is removed with its promise', async () => {
  const { token, userId } = await t.signUp()
  const bytes = Buffer.from('not a picture')
  const promise = (
    await t.as(token, {
      method: 'POST',
      url: '/v1/assets/sign-upload',
      payload: { fileName: 'lie.jpg', mimeType: 'image/jpeg', sizeBytes: bytes.length },
    })
  ).json<{ uploadId: string; url: string; headers: Record<string, string> }>()
  await t.app.inject({
    method: 'PUT',
    url: promise.url.replace(/^https?:\/\/[^/]+/, ''),
    headers: promise.headers,
    payload: bytes,
  })
  expect(
    (await t.as(token, { method: 'POST', url: `/v1/assets/${promise.uploadId}/complete`, payload: {} })).statusCode,
  ).toBe(415)
  expect(await leftovers(userId)).toEqual({ rows: 0, objects: [] })
})

test('the library is paged newest first, and a page holds while rows come', async () => {
  const { token } = await t.signUp()
  const ids: string[] = []
  for (const shade of [10, 20, 30, 40, 50]) {
    const bytes = await sharp({ create: { width: 8, height: 8, channels: 3, background: { r: shade, g: 0, b: 0 } } })
      .png()
      .toBuffer()
    ids.unshift((await upload(token, bytes, `${shade}.png`)).json<Asset>().id)
  }
  const page = async (query: string) =>
    (await t.as(token, { url: `/media?${query}` })).json<{ items: Asset[]; nextCursor: string | null }>()
  const first = await page('limit=2')
  await upload(token, await photo())
  const second = await page(`limit=2&cursor=${first.nextCursor}`)
  const third = await page(`limit=2&cursor=${second.nextCursor}`)
  expect([first, second, third].flatMap(({ items }) => items.map((item) => item.id))).toEqual(ids)
  expect(third.nextCursor).toBeNull()
  expect((await page('type=video')).items).toEqual([])
  expect((await t.as(token, { url: '/media?limit=201' })).statusCode).toBe(400)
})

test('what belongs to somebody else is not found', async () => {
  const [owner, other] = [await t.signUp(), await t.signUp()]
  const asset = (await upload(owner.token, await photo())).json<Asset>()
  expect((await t.as(other.token, { url: `/media/${asset.id}` })).statusCode).toBe(404)
  expect((await t.as(other.token, { url: '/media' })).json<{ items: Asset[] }>().items).toEqual([])
  const document = {
    output: { format: 'mp4', width: 320, height: 180, fps: 25 },
    tracks: [{ clips: [{ asset: { type: 'image', src: asset.id } }] }],
  }
  const render = await t.as(other.token, { method: 'POST', url: '/v1/render', payload: document })
  expect(render.statusCode).toBe(400)
  expect(
    render.json<{ error: { details: { issues: { path: unknown[] }[] } } }>().error.details.issues[0]?.path,
  ).toEqual(['tracks', 0, 'clips', 0, 'asset', 'src'])
})

test('what a library holds is counted, and a full one refuses before it works and keeps nothing', async () => {
  const { token, userId } = await t.signUp()
  const content = await photo()
  const key = { userId_metric_window: { userId, metric: 'storageBytes', window: 'total' } }
  const limit = (bytes: number) =>
    t.runtime.db.usageOverride.upsert({
      where: key,
      create: { ...key.userId_metric_window, limit: BigInt(bytes), setBy: 'test', createdAt: new Date(0) },
      update: { limit: BigInt(bytes) },
    })
  await limit(content.length + 10)
  expect((await upload(token, content)).statusCode).toBe(201)
  const { items } = (await t.as(token, { url: '/usage/limits' })).json<{ items: { metric: string; used: number }[] }>()
  expect(items.find(({ metric }) => metric === 'storageBytes')?.used).toBe(content.length)
  expect(await t.runtime.db.usageWarning.count({ where: { userId, metric: 'storageBytes' } })).toBe(1)
  const before = await leftovers(userId)

  const other = await sharp({ create: { width: 64, height: 64, channels: 3, background: 'red' } })
    .jpeg()
    .toBuffer()
  const refused = await upload(token, other)
  expect(refused.statusCode).toBe(429)
  expect(refused.json()).toMatchObject({
    error: { code: 'LIMIT_EXCEEDED', details: { metric: 'storageBytes', window: 'total', used: content.length } },
  })
  const promised = { fileName: 'a.mp4', mimeType: 'video/mp4', sizeBytes: 11 }
  const promise = await t.as(token, { method: 'POST', url: '/v1/assets/sign-upload', payload: promised })
  expect(promise.statusCode).toBe(429)
  expect(await leftovers(userId)).toEqual(before)
  // The same bytes again are the asset that is there, and need no room.
  expect((await upload(token, content)).statusCode).toBe(201)
})

test('a sound’s bytes are reserved while it waits for its ingest', async () => {
  const { token, userId } = await t.signUp()
  const sound = Buffer.concat([Buffer.from('RIFF\x24\x00\x00\x00WAVEfmt '), Buffer.alloc(500)])
  const response = await upload(token, sound, 'tone.wav')
  const asset = response.json<{ status: string; jobId: string }>()
  expect(asset.status).toBe('processing')
  const counted = await t.runtime.db.usageCounter.findMany({ where: { userId, metric: 'storageBytes' } })
  expect(counted).toMatchObject([{ posted: 0n, pending: BigInt(sound.length) }])
  await t.as(token, { method: 'POST', url: `/v1/jobs/${asset.jobId}/cancel` })
  const after = await t.runtime.db.usageCounter.findMany({ where: { userId, metric: 'storageBytes' } })
  expect(after).toMatchObject([{ posted: 0n, pending: 0n }])
})
