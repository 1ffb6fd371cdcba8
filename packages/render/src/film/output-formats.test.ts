import { readFile } from 'node:fs/promises'
import sharp from 'sharp'
import { beforeAll, expect, test } from 'vitest'
import { run } from '../ffmpeg/run.ts'
import type { RenderDocumentInput } from '../spec/document.ts'
import type { OutputFormat } from '../spec/output-formats.ts'
import { expectHues } from '../testing/hues.ts'
import { mediaSuite } from '../testing/media-suite.ts'
import { renderFilm } from '../testing/render-film.ts'

const suite = mediaSuite()
const seconds = 2.6
const [fps, frames] = [25, 65]
let song = ''

beforeAll(async () => {
  song = await suite.media.audio('song.wav', { seconds: 4, toneHz: 480 })
})

/** Red, then blue from 1.2 s on, with a tone. */
function film(format: OutputFormat, more: object = {}): RenderDocumentInput {
  const color = (value: string, length: number) => ({ asset: { type: 'color' as const, color: value }, length })
  return {
    output: { width: 64, height: 36, fps, format, ...more },
    duration: seconds,
    tracks: [
      { clips: [color('#ff0000', 1.2), color('#0000ff', 1.4)] },
      { clips: [{ asset: { type: 'audio', src: song }, fadeOut: 0.5 }] },
    ],
  }
}

/** Frames or samples that a decoder makes of a file. */
async function decoded(path: string, stream: 'v' | 'a'): Promise<number> {
  const args = ['-v', 'error', '-i', path, '-map', `0:${stream}`, '-f', stream === 'v' ? 'framemd5' : 'md5']
  if (stream === 'v') {
    const { stdout } = await run({
      command: suite.tools.ffmpegPath,
      args: [...args, '-'],
      timeoutMs: 60_000,
      maxStdoutBytes: 1_000_000,
    })
    return stdout.split('\n').filter((line) => line !== '' && !line.startsWith('#')).length
  }
  const raw = `${path}.raw`
  await run({
    command: suite.tools.ffmpegPath,
    args: ['-v', 'error', '-y', '-i', path, '-map', '0:a', '-f', 's16le', '-ac', '1', '-ar', '48000', raw],
    timeoutMs: 60_000,
  })
  return (await readFile(raw)).length / 2
}

test.each([
  ['mp4', 'h264', 'aac'],
  ['mov', 'h264', 'aac'],
  ['webm', 'vp9', 'opus'],
] as const)('a %s has every frame and every sample, and a poster', async (format, picture, sound) => {
  await using made = await renderFilm(suite.tools, film(format))
  expect(made.filmPath.endsWith(`/film.${format}`)).toBe(true)
  expect(made.facts.video).toMatchObject({ codec: picture, widthPx: 64, heightPx: 36, fps: { num: fps, den: 1 } })
  expect(made.facts.audio).toEqual({ codec: sound, sampleRateHz: 48_000, channels: 2 })
  expect(Math.abs((made.facts.durationMs ?? 0) - seconds * 1000)).toBeLessThanOrEqual(format === 'webm' ? 8 : 0)
  expect(await made.complaints()).toBe('')
  expect(await decoded(made.filmPath, 'v')).toBe(frames)
  expect(Math.abs((await decoded(made.filmPath, 'a')) - seconds * 48_000)).toBeLessThanOrEqual(1024)
  expectHues(await made.frame(29), [[0.5, 0.5, 'red']])
  expectHues(await made.frame(30), [[0.5, 0.5, 'blue']])
  expect((await made.sound()).level(0.2, 2)).toBeCloseTo(0.125 / Math.SQRT2, 2)
  expect(await sharp(made.posterPath).metadata()).toMatchObject({ format: 'jpeg', width: 64, height: 36 })
})

test('a GIF has every frame, for as long as it is to be seen, again and again', async () => {
  await using made = await renderFilm(suite.tools, film('gif'))
  const metadata = await sharp(made.filmPath).metadata()
  expect(metadata).toMatchObject({ format: 'gif', pages: frames, width: 64, height: 36, loop: 0 })
  expect(metadata.delay?.reduce((sum, ms) => sum + ms, 0)).toBe(seconds * 1000)
  const page = async (at: number) => {
    const { data } = await sharp(made.filmPath, { page: at }).removeAlpha().raw().toBuffer({ resolveWithObject: true })
    return [...data.subarray(0, 3)].map((value) => (value > 150 ? 1 : 0)).join('')
  }
  expect([await page(29), await page(30)]).toEqual(['100', '001'])
  expect(made.posterPath).not.toBe('')
})

test.each([
  ['m4a', 'aac'],
  ['wav', 'pcm_s16le'],
  ['mp3', 'mp3'],
] as const)('a %s is the sound alone, to the sample', async (format, codec) => {
  await using made = await renderFilm(suite.tools, film(format))
  expect(made.facts).toMatchObject({ kind: 'audio', video: null, audio: { codec, sampleRateHz: 48_000, channels: 2 } })
  const most = format === 'mp3' ? 60 : 0
  expect((made.facts.durationMs ?? 0) - seconds * 1000).toBeGreaterThanOrEqual(0)
  expect((made.facts.durationMs ?? 0) - seconds * 1000).toBeLessThanOrEqual(most)
  const samples = await decoded(made.filmPath, 'a')
  expect(Math.abs(samples - seconds * 48_000)).toBeLessThanOrEqual(format === 'm4a' ? 1024 : 0)
  // A plain WAV of two channels does not say which they are.
  expect((await made.complaints()).replace(/^Guessed Channel Layout .* stereo\n/, '')).toBe('')
  expect((await made.sound()).level(0.2, 2)).toBeCloseTo(0.125 / Math.SQRT2, 2)
  expect(made.posterPath).toBe('')
  expect(made.counts.encodedFrames).toBe(0)
})

test('a PNG is the frame at its moment', async () => {
  for (const [posterTime, color] of [
    [1.16, [255, 0, 0]],
    [1.2, [0, 0, 255]],
  ] as const) {
    await using made = await renderFilm(suite.tools, film('png', { posterTime }))
    const { data, info } = await sharp(made.filmPath).raw().toBuffer({ resolveWithObject: true })
    expect([info.width, info.height]).toEqual([64, 36])
    for (const [i, value] of color.entries()) expect(Math.abs((data[i] ?? 0) - value)).toBeLessThanOrEqual(3)
    expect(made.facts).toMatchObject({ kind: 'image', durationMs: null })
    expect(made.timeline).toMatchObject({ frames: 1, sounds: [] })
  }
})

test('a film that is too long for a GIF, or has no sound for a file of sound, is refused by its format', async () => {
  const long = { ...film('gif'), duration: 61 }
  await expect(renderFilm(suite.tools, long)).rejects.toThrow('A GIF lasts at most 60 s.')
  const silent = { ...film('mp3'), tracks: film('mp3').tracks?.slice(0, 1) }
  await expect(renderFilm(suite.tools, silent as RenderDocumentInput)).rejects.toThrow(/"output","format".*sound alone/)
})

test('long sound is the same to the sample, in one file of several pieces', async () => {
  const src = await suite.media.audio('long.wav', { seconds: 80, toneHz: 441 })
  const clips = [{ asset: { type: 'audio' as const, src }, length: 80 }]
  await using made = await renderFilm(suite.tools, { output: { format: 'wav' }, tracks: [{ clips }] })
  const { values } = await made.sound()
  expect(values).toHaveLength(80 * 48_000)
  const turn = 2 * Math.cos((2 * Math.PI * 441) / 48_000)
  let most = 0
  for (let n = 1; n < values.length - 1; n++)
    most = Math.max(most, Math.abs((values[n + 1] ?? 0) - turn * (values[n] ?? 0) + (values[n - 1] ?? 0)))
  // Rounding to 16 bits alone.
  expect(most).toBeLessThan(4 / 32_768)
})
