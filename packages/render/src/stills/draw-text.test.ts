import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { textStill } from '../elements/text-picture.ts'
import { text } from '../elements/text.ts'
import { drawText } from './draw-text.ts'

let dir: string
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'cronicl-text-'))
})
afterAll(() => rm(dir, { recursive: true, force: true }))

/** A text drawn on a film of 640×360: its pixels, and how many of them nearly have a colour. */
async function draw(words: string, style: object = {}) {
  const asset = text.schema.parse({ type: 'text', text: words, fontSize: 40, ...style })
  const path = join(dir, 'text.png')
  await drawText(textStill({ text: words }, asset, { film: { widthPx: 640, heightPx: 360 }, scale: 1 }), path)
  const { data, info } = await sharp(path).ensureAlpha().raw().toBuffer({ resolveWithObject: true })
  const pixel = (x: number, y: number) => [...data.subarray((y * info.width + x) * 4, (y * info.width + x) * 4 + 4)]
  const all = Array.from({ length: info.width * info.height }, (_, i) =>
    pixel(i % info.width, Math.floor(i / info.width)),
  )
  const count = (...like: number[]) =>
    all.filter((seen) => like.every((v, i) => Math.abs(v - (seen[i] ?? 0)) < 40)).length
  return { width: info.width, height: info.height, pixel, count }
}

test('an outline stands around the letters and not over them', async () => {
  const plain = await draw('HI', { color: '#ff0000' })
  const lined = await draw('HI', { color: '#ff0000', outline: { width: 4, color: '#0000ff' } })
  expect([lined.width - plain.width, lined.height - plain.height]).toEqual([8, 8])
  expect(lined.count(255, 0, 0, 255)).toBeGreaterThanOrEqual(plain.count(255, 0, 0, 255))
  expect(lined.count(0, 0, 255, 255)).toBeGreaterThan(300)
  // Left of the first letter: the line, as wide as asked for.
  const row = Array.from({ length: 4 }, (_, x) => lined.pixel(x, Math.round(lined.height / 2))[3] ?? 0)
  expect(row.slice(1).every((alpha) => alpha > 200)).toBe(true)
})

test('a shadow falls to its side, and a box may have round corners', async () => {
  const shadowed = await draw('I', { color: '#ffffff', shadow: { x: 10, y: 0, blur: 0, color: '#ff0000' } })
  expect(shadowed.count(255, 0, 0, 255)).toBeGreaterThan(50)
  const box = await draw('HI', { background: '#00ff0080', padding: 20, radius: 15 })
  expect(box.pixel(0, 0)[3]).toBe(0)
  expect(box.pixel(Math.round(box.width / 2), 3)).toEqual([0, 255, 0, 128])
  expect((await draw('HI', { background: '#00ff00' })).pixel(0, 0)).toEqual([0, 255, 0, 255])
})

test('lines, letters and slant are as asked for', async () => {
  const [plain, spaced, wide, slanted] = [
    await draw('one\ntwo'),
    await draw('one\ntwo', { lineHeight: 2 }),
    await draw('one\ntwo', { letterSpacing: 10 }),
    await draw('l', { fontStyle: 'italic' }),
  ]
  expect(spaced.height - plain.height).toBeGreaterThan(30)
  expect(wide.width - plain.width).toBeGreaterThanOrEqual(20)
  expect(slanted.width).toBeGreaterThan((await draw('l')).width)
  const wrapped = await draw('one two three four', { maxWidth: 120 })
  expect(wrapped.width).toBeLessThanOrEqual(120)
  expect(wrapped.height).toBeGreaterThan(2.5 * 40)
})

test('emoji have their own colours, and Arabic is joined from right to left', async () => {
  const grinning = await draw('😀', { color: '#0000ff' })
  expect(grinning.count(250, 200, 50, 255)).toBeGreaterThan(100)
  // Joined, letters take less room than one by one.
  const [joined, apart] = [await draw('سلام'), await draw('س\u200cل\u200cا\u200cم')]
  expect(joined.width).toBeLessThan(apart.width)
})
