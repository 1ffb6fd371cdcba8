import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { probe } from '../ffmpeg/probe.ts'
import { mediaSuite } from '../testing/media-suite.ts'
import { type Frames, readFrames } from '../testing/read-frames.ts'
import { type Clip, drawClip } from './draw-clip.ts'

const suite = mediaSuite()
const { signal } = new AbortController()

/** Left half of one colour, right half of another. */
async function halves(left: string, right: string): Promise<Uint8Array> {
  const half = (background: string) => ({ create: { width: 80, height: 90, channels: 3 as const, background } })
  const overlay = await sharp(half(right)).png().toBuffer()
  return sharp({ create: { width: 160, height: 90, channels: 3, background: left } })
    .composite([{ input: overlay, left: 80, top: 0 }])
    .png()
    .toBuffer()
}

async function draw(clip: Partial<Clip>): Promise<{ bytes: Uint8Array; path: string; frames: Frames }> {
  const start = clip.start ?? (await halves('#cc0000', '#0000cc'))
  const size = { widthPx: 160, heightPx: 90, durationMs: 1_000, fps: 24 }
  const bytes = await drawClip(suite.tools, { end: null, seed: 0, ...size, ...clip, start }, { signal })
  const path = join(suite.media.dir, `${crypto.randomUUID()}.mp4`)
  await writeFile(path, bytes)
  return { bytes, path, frames: await readFrames(suite.tools, path) }
}

const near = (seen: { r: number; g: number; b: number }, [r, g, b]: number[]) =>
  Math.max(Math.abs(seen.r - (r ?? 0)), Math.abs(seen.g - (g ?? 0)), Math.abs(seen.b - (b ?? 0))) <= 16

test('a clip is exactly as long as asked for, of its size and rate, and can be played while it loads', async () => {
  const { bytes, path, frames } = await draw({ durationMs: 2_500, fps: 30, widthPx: 214, heightPx: 120 })
  const { video, durationMs, audio } = await probe(suite.tools, path)
  expect(video).toMatchObject({ codec: 'h264', pixelFormat: 'yuv420p', fps: { num: 30, den: 1 } })
  expect([video?.widthPx, video?.heightPx, durationMs, audio, frames.count]).toEqual([214, 120, 2_500, null, 75])
  const text = Buffer.from(bytes).toString('latin1')
  expect(text.indexOf('moov')).toBeLessThan(text.indexOf('mdat'))
})

test('it begins with the whole first picture and goes into it', async () => {
  const { frames } = await draw({ seed: 1 })
  expect(near(frames.at(0)(0.46, 0.5), [0xcc, 0, 0])).toBe(true)
  expect(near(frames.at(0)(0.54, 0.5), [0, 0, 0xcc])).toBe(true)
  // Looking at a point on the left, what was in the middle moves to the right.
  expect(near(frames.at(23)(0.54, 0.5), [0xcc, 0, 0])).toBe(true)
})

test('another seed is another way of the camera; the same one gives the same bytes', async () => {
  const [one, again, other] = [await draw({ seed: 1 }), await draw({ seed: 1 }), await draw({ seed: 2 })]
  expect(Buffer.from(one.bytes).equals(again.bytes)).toBe(true)
  expect(Buffer.from(one.bytes).equals(other.bytes)).toBe(false)
})

test('with an end it dissolves from the first picture to the last, evenly', async () => {
  const plain = (background: string) =>
    sharp({ create: { width: 160, height: 90, channels: 3, background } })
      .png()
      .toBuffer()
  const { frames } = await draw({ start: await plain('#cc0000'), end: await plain('#00cc00'), fps: 25 })
  const seen = [0, 12, 24].map((at) => frames.at(at)(0.5, 0.5))
  expect(
    seen.map((color, i) =>
      near(
        color,
        [
          [0xcc, 0, 0],
          [0x66, 0x66, 0],
          [0, 0xcc, 0],
        ][i] ?? [],
      ),
    ),
  ).toEqual([true, true, true])
})

test('pictures of another shape are cut to that of the clip, and what is seen through is black', async () => {
  const tall = await sharp({ create: { width: 90, height: 300, channels: 4, background: '#00cc0000' } })
    .png()
    .toBuffer()
  const { frames } = await draw({ start: tall })
  expect(near(frames.at(0)(0.02, 0.02), [0, 0, 0])).toBe(true)
})

test('what is no picture is refused, and who aborts is given his own reason', async () => {
  await expect(draw({ start: Buffer.from('a playlist') })).rejects.toMatchObject({ code: 'UNSUPPORTED_MEDIA' })
  const reason = new Error('called off')
  const size = { widthPx: 160, heightPx: 90, durationMs: 1_000, fps: 24 }
  const clip: Clip = { start: await halves('#cc0000', '#0000cc'), end: null, seed: 0, ...size }
  await expect(drawClip(suite.tools, clip, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
})
