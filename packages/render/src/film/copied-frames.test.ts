import { expect, test } from 'vitest'
import { fileUrl } from '../ffmpeg/arguments.ts'
import { run } from '../ffmpeg/run.ts'
import type { ClipInput } from '../spec/clip.ts'
import type { RenderDocumentInput } from '../spec/document.ts'
import { mediaSuite } from '../testing/media-suite.ts'
import { renderFilm } from '../testing/render-film.ts'

const suite = mediaSuite()
const output = { width: 160, height: 90, fps: 25 } as const

/** Checksums of a film's encoded frames, in decoding order. */
async function framesOf(path: string): Promise<string[]> {
  const args = ['-v', 'error', '-i', fileUrl(path), '-map', '0:v', '-c', 'copy', '-f', 'framemd5', '-']
  const { stdout } = await run({ command: suite.tools.ffmpegPath, args, timeoutMs: 60_000, maxStdoutBytes: 4_000_000 })
  return stdout
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split(',').at(-1)?.trim() ?? '')
}

/** A moving film of our own making, so that its frames can be copied. */
async function conformed(seconds: number, filters: string) {
  const src = await suite.media.ffmpeg(`${filters.length}-${seconds}.mkv`, [
    ...['-f', 'lavfi', '-i', `testsrc2=s=160x90:r=25:d=${seconds},${filters}`, '-c:v', 'libx264', '-crf', '10'],
  ])
  return renderFilm(suite.tools, { output, tracks: [{ clips: [{ asset: { type: 'video', src } }] }] })
}

test('frames that are encoded already are copied; only what lies around a crossfade is encoded', async () => {
  await using first = await conformed(12, 'hue=h=0')
  await using second = await conformed(12, 'hue=h=120')
  const clip = (src: string, more: object) => ({ asset: { type: 'video' as const, src }, ...more })
  const document: RenderDocumentInput = {
    output,
    tracks: [
      { clips: [clip(first.filmPath, { start: 0 })] },
      { clips: [clip(second.filmPath, { start: 11, fadeIn: 1 })] },
    ],
  }
  await using film = await renderFilm(suite.tools, document)
  expect(film.counts).toMatchObject({ copiedFrames: 250 + 250, encodedFrames: 75 })
  expect(film.facts.video?.frameCount).toBe(575)
  expect(await film.complaints()).toBe('')
  const [frames, own, other] = await Promise.all([film.filmPath, first.filmPath, second.filmPath].map(framesOf))
  expect(frames?.slice(0, 250)).toEqual(own?.slice(0, 250))
  expect(frames?.slice(325)).toEqual(other?.slice(50))
  // What is seen is what was seen when all of it was encoded.
  const seen = await film.frame(100)
  const was = await first.frame(100)
  expect(seen(0.3, 0.4)).toEqual(was(0.3, 0.4))
})

interface Other extends Partial<ClipInput> {
  output?: RenderDocumentInput['output']
}
const others: [string, Other][] = [
  ['of another size', { output: { ...output, width: 320, height: 180 } }],
  ['of another rate', { output: { ...output, fps: 30 } }],
  ['of another quality', { output: { ...output, quality: 'high' } }],
  ['that are seen through', { opacity: 0.5 }],
  ['played faster', { speed: 2 }],
  ['that are shown smaller', { scale: 0.5 }],
]

test.each(others)('frames %s are not copied', async (_, { output: asked = output, ...options }) => {
  await using source = await conformed(4, 'hue=h=60')
  const clips = [{ asset: { type: 'video' as const, src: source.filmPath }, ...options }]
  await using film = await renderFilm(suite.tools, { output: asked, tracks: [{ clips }] })
  expect(film.counts.copiedFrames).toBe(0)
})
