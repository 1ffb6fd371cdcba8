import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { isId, newId } from '@cronicl/core'
import { keys } from '@cronicl/storage'
import sharp, { type Sharp } from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { withWorkDir } from '../../media/work-dir.ts'
import { type GenerationHouse, openGenerationHouse } from '../testing/open-generation-house.ts'
import { findInputKey } from './find-input-key.ts'
import { loadInputFrame } from './load-input-frame.ts'
import { requireInputFrames } from './require-input-frames.ts'
import { storeInputFrame } from './store-input-frame.ts'

let house: GenerationHouse
beforeAll(async () => {
  house = await openGenerationHouse()
})
afterAll(() => house[Symbol.asyncDispose]())

const plain = (width = 64, height = 36): Sharp =>
  sharp({ create: { width, height, channels: 3, background: '#336699' } })
/** A phone's picture: it lies on its side, and says where it was taken. */
const photo = () =>
  plain()
    .withMetadata({ orientation: 6 })
    .withExif({ IFD0: { Copyright: 'Mara' }, IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '51/1 30/1 0/1' } })
    .jpeg()
    .toBuffer()
const store = (userId: string, bytes: Uint8Array) => storeInputFrame(house.context([]), { userId, from: { bytes } })
const load = (userId: string, ref: string) => loadInputFrame(house.context([]), userId, ref)

async function asset(userId: string, files: Record<string, [mimeType: string, bytes: Uint8Array]>): Promise<string> {
  const [id, at] = [newId('asset'), house.clock.now()]
  const rows = Object.entries(files).map(([kind, [mimeType, bytes]]) => ({
    ...{ id: newId('variant'), kind: kind as 'original', mimeType, sizeBytes: BigInt(bytes.length) },
    key: keys.variant(userId, 'image', id, kind as 'original', 'bin'),
  }))
  for (const { key, kind, mimeType } of rows)
    await house.blobs.put(key, files[kind]?.[1] ?? Buffer.alloc(0), { contentType: mimeType })
  const times = { createdAt: at, updatedAt: at }
  const facts = { type: 'image', status: 'ready', source: 'upload', mimeType: 'image/png', title: '' } as const
  await house.db.mediaAsset.create({
    data: { id, userId, ...facts, sizeBytes: 1n, ...times, variants: { create: rows } },
  })
  return id
}

test.each(['png', 'jpeg', 'webp'] as const)('a %s is kept as it came, where nobody lists it', async (format) => {
  const { userId } = await house.user([])
  const bytes = await plain().toFormat(format).toBuffer()
  const { inputId, key } = await store(userId, bytes)
  expect(isId('inputFile', inputId)).toBe(true)
  expect(await house.keysUnder(`private/${userId}/inputs/`)).toEqual([key])
  const frame = await load(userId, inputId)
  expect(frame).toMatchObject({ mimeType: `image/${format}`, sizeBytes: bytes.length, widthPx: 64, heightPx: 36 })
  expect(Buffer.from(await frame.read()).equals(bytes)).toBe(true)
})

test('it is taken from memory, a file or a stream, and the same bytes are the same frame', async () => {
  const [{ userId }, other] = [await house.user([]), await house.user([])]
  const bytes = await plain().png().toBuffer()
  const ids = await withWorkDir('frame-test', async (dir) => {
    const path = join(dir, 'frame.bin')
    await writeFile(path, bytes)
    const sources = [{ bytes }, { path }, { stream: Readable.from([bytes.subarray(0, 50), bytes.subarray(50)]) }]
    return Promise.all(sources.map((from) => storeInputFrame(house.context([]), { userId, from })))
  })
  expect(new Set(ids.map(({ inputId }) => inputId)).size).toBe(1)
  expect((await store(other.userId, bytes)).inputId).not.toBe(ids[0]?.inputId)
})

test('a picture that lies on its side is turned, and tells nobody where it was taken', async () => {
  const { userId } = await house.user([])
  const frame = await load(userId, (await store(userId, await photo())).inputId)
  expect(frame).toMatchObject({ mimeType: 'image/jpeg', widthPx: 36, heightPx: 64 })
  const kept = await sharp(Buffer.from(await frame.read())).metadata()
  expect([kept.width, kept.height, kept.orientation, kept.exif]).toEqual([36, 64, undefined, undefined])
})

test('what is no still JPEG, PNG or WebP that can be shown is refused, and leaves nothing', async () => {
  const { userId } = await house.user([])
  const png = await plain(400, 400).png({ compressionLevel: 0 }).toBuffer()
  const still = await plain().png().toBuffer()
  const dark = await plain().negate().png().toBuffer()
  const wrong: [string, Uint8Array, string][] = [
    ['a GIF', await plain().gif().toBuffer(), 'UNSUPPORTED_MEDIA'],
    ['an SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'), 'UNSUPPORTED_MEDIA'],
    ['text', Buffer.from('a frame, honestly'), 'UNSUPPORTED_MEDIA'],
    ['nothing', Buffer.alloc(0), 'UNSUPPORTED_MEDIA'],
    ['half a picture', png.subarray(0, png.length / 2), 'UNSUPPORTED_MEDIA'],
    [
      'an animation',
      await sharp([still, dark], { join: { animated: true } })
        .webp()
        .toBuffer(),
      'UNSUPPORTED_MEDIA',
    ],
    ['11 MiB', Buffer.concat([still, Buffer.alloc(11 * 1024 ** 2)]), 'PAYLOAD_TOO_LARGE'],
  ]
  for (const [what, bytes, code] of wrong) await expect(store(userId, bytes), what).rejects.toMatchObject({ code })
  const stream = Readable.from([still, Buffer.alloc(11 * 1024 ** 2)])
  await expect(storeInputFrame(house.context([]), { userId, from: { stream } })).rejects.toMatchObject({
    code: 'PAYLOAD_TOO_LARGE',
  })
  const ctx = house.context([])
  const config = { ...ctx.config, media: { ...ctx.config.media, maxImagePixels: 1_000 } }
  await expect(storeInputFrame({ ...ctx, config }, { userId, from: { bytes: still } })).rejects.toMatchObject({
    code: 'PAYLOAD_TOO_LARGE',
    details: { widthPx: 64, heightPx: 36 },
  })
  expect(await house.keysUnder(`private/${userId}/`)).toEqual([])
})

test('a picture of the library goes as it is; turned, of another type or too large, as a copy or its preview', async () => {
  const { userId } = await house.user([])
  const [png, preview] = [await plain().png().toBuffer(), await plain(32, 18).webp().toBuffer()]
  const asIs = await load(
    userId,
    await asset(userId, { original: ['image/png', png], preview: ['image/webp', preview] }),
  )
  expect(asIs).toMatchObject({ mimeType: 'image/png', widthPx: 64 })
  expect(await house.keysUnder(`private/${userId}/`)).toEqual([])
  const turned = await load(userId, await asset(userId, { original: ['image/jpeg', await photo()] }))
  expect(turned).toMatchObject({ widthPx: 36, heightPx: 64 })
  expect((await sharp(Buffer.from(await turned.read())).metadata()).exif).toBeUndefined()
  const gif = await plain().gif().toBuffer()
  const other = await asset(userId, { original: ['image/gif', gif], preview: ['image/webp', preview] })
  expect(await load(userId, other)).toMatchObject({ mimeType: 'image/webp', widthPx: 32 })
})

test('an address is asked once, and what it gave is kept as a frame', async () => {
  const { userId } = await house.user([])
  const bytes = await plain().webp().toBuffer()
  house.web.set('https://pictures.example.com/a.webp', bytes)
  const frame = await load(userId, 'https://pictures.example.com/a.webp')
  house.web.clear()
  expect(frame).toMatchObject({ mimeType: 'image/webp' })
  expect(Buffer.from(await frame.read()).equals(bytes)).toBe(true)
  expect(await house.keysUnder(`private/${userId}/inputs/`)).toHaveLength(1)
  await expect(load(userId, 'https://pictures.example.com/gone.webp')).rejects.toMatchObject({ code: 'UPSTREAM_ERROR' })
  house.web.set('https://pictures.example.com/page', Buffer.from('<html>'))
  await expect(load(userId, 'https://pictures.example.com/page')).rejects.toMatchObject({ code: 'UNSUPPORTED_MEDIA' })
})

test('a link works for 300 seconds, and there is none where nobody outside could follow it', async () => {
  const { userId } = await house.user([])
  const { inputId } = await store(userId, await plain().png().toBuffer())
  const ctx = house.context([])
  expect(await (await loadInputFrame(ctx, userId, inputId)).link()).toBeNull()
  const config = { ...ctx.config, publicUrl: 'https://house.example.com' }
  const link = await (await loadInputFrame({ ...ctx, config }, userId, inputId)).link()
  const seconds = 300
  const { expiresAt } = await house.blobs.signGet((await findInputKey(ctx, userId, inputId)) ?? '', {
    expiresInS: seconds,
  })
  expect(link).toContain(String(Math.floor(expiresAt.getTime() / 1_000)))
})

test('another’s pictures and frames are not found, nor what only looks like an id', async () => {
  const [mine, theirs] = [await house.user([]), await house.user([])]
  const bytes = await plain().png().toBuffer()
  const { inputId } = await store(theirs.userId, bytes)
  const assetId = await asset(theirs.userId, { original: ['image/png', bytes] })
  for (const ref of [inputId, assetId, newId('inputFile'), 'inp_../../../etc/passwd', 'ast_', '']) {
    await expect(load(mine.userId, ref), ref).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(requireInputFrames(mine.ctx, mine.userId, [ref]), ref).rejects.toMatchObject({ code: 'NOT_FOUND' })
  }
  await requireInputFrames(theirs.ctx, theirs.userId, [inputId, assetId, 'https://pictures.example.com/any.png'])
})
