import { expect, test } from 'vitest'
import { run } from '../ffmpeg/run.ts'
import { planSoundSegments } from '../plan/sound-segments.ts'
import type { RenderDocumentInput } from '../spec/document.ts'
import { mediaSuite } from '../testing/media-suite.ts'
import { renderFilm } from '../testing/render-film.ts'
import type { SegmentStore } from './segment-store.ts'

const suite = mediaSuite()
const output = { width: 64, height: 36, fps: 25, format: 'wav' } as const
const rateHz = 48_000
/** Of FFmpeg's sine, as the root of its mean square. */
const own = 0.125 / Math.SQRT2
const decibels = (level: number) => 20 * Math.log10(level / own)

/** Integrated loudness in LUFS and true peak in dBTP, as FFmpeg reads a finished file. */
async function measure(path: string): Promise<{ loudness: number; peak: number }> {
  const args = ['-nostdin', '-hide_banner', '-i', path, '-map', '0:a', '-af', 'ebur128=peak=true', '-f', 'null', '-']
  const { stderr } = await run({ command: suite.tools.ffmpegPath, args, timeoutMs: 60_000 })
  const summary = stderr.slice(stderr.lastIndexOf('Summary'))
  const value = (name: RegExp) => Number(name.exec(summary)?.[1])
  return { loudness: value(/I:\s+(-?[\d.]+) LUFS/), peak: value(/Peak:\s+(-?[\d.]+) dBFS/) }
}

async function ducked(duck: true | object, format: 'wav' | 'mp4' = 'wav', seconds = 20): Promise<RenderDocumentInput> {
  const music = await suite.media.audio('music.wav', { seconds: 100, toneHz: 441 })
  // What is said is on the right alone, so that the left channel is the music.
  const voice = await suite.media.ffmpeg('voice.wav', [
    ...['-f', 'lavfi', '-i', 'sine=frequency=700:sample_rate=48000:duration=2', '-af', 'pan=stereo|c0=0*c0|c1=c0'],
  ])
  const say = (start: number) => ({ asset: { type: 'audio' as const, src: voice }, start })
  return {
    output: { ...output, format },
    tracks: [
      { duck, clips: [{ asset: { type: 'audio', src: music }, length: seconds }] },
      { speech: true, clips: [say(4), say(6.5), say(12), ...(seconds > 60 ? [say(40), say(59.4)] : [])] },
    ],
  }
}

test('music goes down before speech, stays down between sentences, and comes up after', async () => {
  await using film = await renderFilm(suite.tools, await ducked({ amountDb: 12, attackS: 0.5, releaseS: 1 }))
  const sound = await film.sound()
  const level = (from: number, to: number) => decibels(sound.level(from, to))
  expect(level(0.5, 3.4)).toBeCloseTo(0, 1)
  // In the middle of the way down, and up, the wave is halfway in height.
  const halfway = 20 * Math.log10((1 + 10 ** (-12 / 20)) / 2)
  expect(level(3.74, 3.76)).toBeCloseTo(halfway, 0)
  expect(level(4, 8.5)).toBeCloseTo(-12, 1)
  expect(level(8.99, 9.01)).toBeCloseTo(halfway, 0)
  expect(level(9.6, 11.4)).toBeCloseTo(0, 1)
  expect(level(12, 14)).toBeCloseTo(-12, 1)
  expect(level(15.1, 20)).toBeCloseTo(0, 1)
})

test('without more being said, music goes down by 12 dB, and speech stays as it is', async () => {
  await using film = await renderFilm(suite.tools, await ducked(true))
  const sound = await film.sound()
  expect(decibels(sound.level(4.1, 5.9))).toBeCloseTo(-12, 1)
  expect(decibels(sound.level(10, 11.5))).toBeCloseTo(0, 1)
  expect(decibels((await film.sound('right')).level(4.1, 5.9))).toBeGreaterThan(-1)
})

test('a long film that is ducked is the same sound in pieces, without a click where they join', async () => {
  await using film = await renderFilm(suite.tools, await ducked({ attackS: 0.7, releaseS: 1.5 }, 'mp4', 95))
  const segments = planSoundSegments(film.timeline)
  expect(segments.length).toBeGreaterThan(2)
  const { values } = await film.sound()
  // A sine obeys x[n+1] = 2 cos(w) x[n] − x[n−1], also while its gain changes slowly; a click does not.
  const turn = 2 * Math.cos((2 * Math.PI * 441) / rateHz)
  let most = 0
  for (let n = rateHz; n < 94 * rateHz; n++)
    most = Math.max(most, Math.abs((values[n + 1] ?? 0) - turn * (values[n] ?? 0) + (values[n - 1] ?? 0)))
  expect(most).toBeLessThan(0.002)
})

test.each([
  ['podcast', -16],
  ['broadcast', -23],
  [-18.5, -18.5],
] as const)('a mix of the loudness %s is %d LUFS', async (loudness, target) => {
  const src = await suite.media.audio('tone.wav', { seconds: 12, toneHz: 997 })
  const asset = { type: 'audio' as const, src }
  await using film = await renderFilm(suite.tools, {
    output: { ...output, loudness },
    tracks: [
      {
        clips: [
          { asset, length: 8 },
          { asset, start: 8, length: 4, volume: 0.02 },
        ],
      },
    ],
  })
  const found = await measure(film.filmPath)
  expect(Math.abs(found.loudness - target)).toBeLessThanOrEqual(0.2)
  expect(found.peak).toBeLessThan(-1)
})

test('what would be above −1 dBTP is held down, and the rest of the mix keeps its loudness', async () => {
  const quiet = await suite.media.audio('quiet.wav', { seconds: 90, toneHz: 441 })
  // Its samples never meet its peaks: a quarter of the rate, half a sample off.
  const high = await suite.media.ffmpeg('high.wav', [
    ...['-f', 'lavfi', '-i', 'aevalsrc=0.95*sin(PI/2*n+PI/4):s=48000:d=0.05', '-ac', '2'],
  ])
  await using film = await renderFilm(suite.tools, {
    output: { ...output, loudness: 'music' },
    tracks: [
      { clips: [{ asset: { type: 'audio', src: quiet } }] },
      { clips: [{ asset: { type: 'audio', src: high }, start: 45 }] },
    ],
  })
  const found = await measure(film.filmPath)
  expect(found.peak).toBeLessThanOrEqual(-1)
  expect(Math.abs(found.loudness - -14)).toBeLessThanOrEqual(0.3)
  const sound = await film.sound()
  // One gain, whatever the piece.
  expect(decibels(sound.level(10, 40))).toBeCloseTo(decibels(sound.level(60, 85)), 2)
})

test('silence stays silence, whatever its loudness is to be', async () => {
  await using film = await renderFilm(suite.tools, {
    output: { width: 64, height: 36, fps: 25, loudness: 'music' },
    tracks: [{ clips: [{ asset: { type: 'color', color: '#112233' }, length: 1 }] }],
  })
  expect((await film.sound()).level(0, 1)).toBe(0)
})

test('a film that is made again is neither measured nor encoded again', async () => {
  const src = await suite.media.audio('again.wav', { seconds: 5 })
  const kept = new Map<string, string>()
  const found: boolean[] = []
  const { copyFile, mkdtemp } = await import('node:fs/promises')
  const dir = await mkdtemp(`${suite.media.dir}/store-`)
  const store: SegmentStore = {
    fetch: async (key, path) => {
      const known = kept.get(key)
      if (known) await copyFile(known, path)
      found.push(known !== undefined)
      return known !== undefined
    },
    keep: async (key, path) => {
      await copyFile(path, `${dir}/${key}`)
      kept.set(key, `${dir}/${key}`)
    },
  }
  const document: RenderDocumentInput = {
    output: { ...output, format: 'm4a', loudness: 'podcast' },
    tracks: [{ clips: [{ asset: { type: 'audio', src } }] }],
  }
  await using first = await renderFilm(suite.tools, document, store)
  expect(found).toEqual([false, false])
  await using again = await renderFilm(suite.tools, document, store)
  expect(found).toEqual([false, false, true, true])
  expect(await again.packets()).toEqual(await first.packets())
})
