import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { resolveFilm } from '../testing/film-document.ts'
import { mediaSuite } from '../testing/media-suite.ts'
import { renderFilm } from '../testing/render-film.ts'
import type { RenderDocumentInput } from '../spec/document.ts'
import { planFilm } from './plan-film.ts'
import { frameAt, previewFrame, previewSources } from './preview-frame.ts'

const suite = mediaSuite()

async function film(): Promise<{ document: RenderDocumentInput; photo: string; clip: string }> {
  const { media } = suite
  const photo = await media.image('photo.png', { widthPx: 400, heightPx: 300, color: '#cc2200', rightColor: '#0022cc' })
  const clip = await media.video('clip.mp4', { fps: '25', seconds: 3 })
  return {
    photo,
    clip,
    document: {
      output: { width: 160, height: 90, fps: 25, quality: 'high' },
      tracks: [
        {
          clips: [
            { asset: { type: 'image', src: photo }, length: 9 },
            { asset: { type: 'video', src: clip }, length: 3, transition: { in: { type: 'fade', duration: 1 } } },
          ],
        },
        { clips: [{ asset: { type: 'text', text: 'Hello', fontSize: 20 }, start: 8.5, length: 1, fadeIn: 0.5 }] },
      ],
    },
  }
}

async function preview(document: RenderDocumentInput, frame: number, widthPx = 1280) {
  const { timeline, files } = await resolveFilm(suite.tools, document)
  const workDir = await mkdtemp(join(tmpdir(), 'cronicl-preview-'))
  try {
    const seen = new Map(previewSources(timeline, frame).map((src) => [src, files.get(src) as string]))
    const options = { timeline, frame, files: seen, workDir, widthPx, tools: suite.tools }
    const { path, ...size } = await previewFrame({
      ...options,
      signal: new AbortController().signal,
      timeoutMs: 30_000,
    })
    return { ...size, pixels: await sharp(path).raw().toBuffer(), format: (await sharp(path).metadata()).format }
  } finally {
    await rm(workDir, { recursive: true, force: true })
  }
}

test('a preview shows what the film shows at that moment, and a plan counts what the render encodes', async () => {
  const { document } = await film()
  await using rendered = await renderFilm(suite.tools, document)
  for (const frame of [0, 212, 219, 235, 274]) {
    const { pixels, format, ...size } = await preview(document, frame)
    expect({ format, ...size }).toMatchObject({ format: 'png', widthPx: 160, heightPx: 90 })
    const seen = await rendered.frame(frame)
    let off = 0
    for (let y = 0; y < 90; y++)
      for (let x = 0; x < 160; x++) {
        const { r, g, b } = seen((x + 0.5) / 160, (y + 0.5) / 90)
        const at = (y * 160 + x) * 3
        off +=
          Math.abs(r - (pixels[at] ?? 0)) + Math.abs(g - (pixels[at + 1] ?? 0)) + Math.abs(b - (pixels[at + 2] ?? 0))
      }
    expect(off / (160 * 90 * 3), `frame ${frame}`).toBeLessThan(4)
  }
  const plan = planFilm(rendered.timeline)
  const { segments, unique, encodedFrames } = rendered.counts
  expect(plan).toMatchObject({ frames: 275, segments, unique, framesToEncode: encodedFrames })
  expect(plan.stillShare).toBeGreaterThan(0.7)
  expect(plan.framesToEncode).toBeLessThan(150)
})

test('only what is seen is asked for, and the picture is made smaller where that is wished', async () => {
  const { document, photo, clip } = await film()
  const { timeline } = await resolveFilm(suite.tools, document)
  expect(previewSources(timeline, 0)).toEqual([photo])
  expect(previewSources(timeline, 210)).toEqual([photo, clip])
  expect(previewSources(timeline, 260)).toEqual([clip])
  expect(await preview(document, 0, 80)).toMatchObject({ widthPx: 80, heightPx: 45 })
})

test('a moment is the frame that is on the screen then; after the end it is the last', async () => {
  const { timeline } = await resolveFilm(suite.tools, (await film()).document)
  expect([0, 0.039, 0.04, 0.12, 10.96, 11, 500].map((seconds) => frameAt(timeline, seconds))).toEqual([
    0, 0, 1, 3, 274, 274, 274,
  ])
})
