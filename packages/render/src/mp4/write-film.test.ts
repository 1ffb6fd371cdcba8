import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { run } from '../ffmpeg/run.ts'
import { probe } from '../ffmpeg/probe.ts'
import { mediaSuite } from '../testing/media-suite.ts'
import type { Run } from './film-tracks.ts'
import { type EncodedTrack, readTrack } from './read-track.ts'
import { writeFilm } from './write-film.ts'

const suite = mediaSuite()
const { signal } = new AbortController()
const clock = { timescale: 25_000, frameTicks: 1_000 }
const size = { widthPx: 160, heightPx: 90 }
const encoder = [
  ...['-c:v', 'libx264', '-preset', 'veryfast', '-pix_fmt', 'yuv420p', '-g', '10', '-flags:v', '+cgop+bitexact'],
  ...['-video_track_timescale', '25000'],
]

async function piece(name: string, frames: number, options: string[] = encoder): Promise<EncodedTrack> {
  const path = await suite.media.ffmpeg(`${name}.mp4`, [
    ...['-f', 'lavfi', '-i', `testsrc2=s=160x90:r=25`, '-frames:v', String(frames), ...options],
  ])
  return readTrack(path, 'vide')
}

const all = (track: EncodedTrack, times = 1): Run => ({ track, from: 0, to: track.sizes.length, times })

async function film(name: string, runs: Run[], sound: Run[] = []) {
  const output = join(suite.media.dir, name)
  const written = await writeFilm({
    output,
    picture: { ...clock, ...size, runs },
    sound: sound.length > 0 ? { runs: sound, rateHz: 48_000, primingSamples: 1024 } : null,
    signal,
  })
  return { ...written, output }
}

/** Time stamp and checksum of each packet of the pictures, in decoding order. */
async function packets(path: string): Promise<{ pts: number; md5: string }[]> {
  const args = ['-v', 'error', '-i', path, '-map', '0:v', '-c', 'copy', '-f', 'framemd5', '-']
  const { stdout } = await run({ command: suite.tools.ffmpegPath, args, timeoutMs: 60_000, maxStdoutBytes: 4_000_000 })
  return stdout
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split(',').map((part) => part.trim()))
    .map((fields) => ({ pts: Number(fields[2]), md5: fields[5] ?? '' }))
}

test('pieces that come again and again are one film: every frame once, on one grid, decoded without a word', async () => {
  const [long, single] = [await piece('long', 30), await piece('single', 1)]
  const { output, frames, sizeBytes } = await film('loop.mp4', [all(long, 3), all(single, 2), all(long)])
  expect(frames).toBe(122)
  expect((await stat(output)).size).toBe(sizeBytes)
  expect(await probe(suite.tools, output)).toMatchObject({ durationMs: 4_880, video: { frameCount: 122 } })
  const read = await packets(output)
  expect(read.map(({ pts }) => pts).sort((a, b) => a - b)).toEqual(Array.from({ length: 122 }, (_, i) => i * 1_000))
  const own = (await packets(long.path)).map(({ md5 }) => md5)
  const twice = (await packets(single.path)).flatMap(({ md5 }) => [md5, md5])
  expect(read.map(({ md5 }) => md5)).toEqual([...own, ...own, ...own, ...twice, ...own])
  const args = ['-nostdin', '-v', 'warning', '-xerror', '-i', output, '-f', 'null', '-']
  expect((await run({ command: suite.tools.ffmpegPath, args, timeoutMs: 60_000 })).stderr).toBe('')
})

test('a part of a piece can be taken where decoding can begin, and nowhere else', async () => {
  const track = await piece('gops', 40)
  const starts = [...track.sync.keys()].filter((sample) => track.sync[sample] === 1)
  expect(starts).toEqual([0, 10, 20, 30])
  const { frames, output } = await film('part.mp4', [{ track, from: 10, to: 30, times: 2 }])
  expect(frames).toBe(40)
  const [own, read] = [await packets(track.path), await packets(output)]
  expect(read.slice(20).map(({ md5 }) => md5)).toEqual(own.slice(10, 30).map(({ md5 }) => md5))
  await expect(film('late.mp4', [{ track, from: 11, to: 30, times: 1 }])).rejects.toThrow(/cannot begin/)
  await expect(film('holes.mp4', [{ track, from: 10, to: 13, times: 1 }])).rejects.toThrow(/whole frames/)
})

test('sound lies beside the picture and begins with it', async () => {
  const track = await piece('seen', 50)
  const path = await suite.media.ffmpeg('heard.mp4', [
    ...['-f', 'lavfi', '-i', 'sine=frequency=440:sample_rate=48000:duration=2', '-ac', '2', '-c:a', 'aac'],
  ])
  const { output } = await film('both.mp4', [all(track)], [all(await readTrack(path, 'soun'))])
  const facts = await probe(suite.tools, output)
  expect(facts).toMatchObject({ durationMs: 2_000, audio: { codec: 'aac', sampleRateHz: 48_000, channels: 2 } })
  const args = ['-v', 'error', '-show_entries', 'stream=start_time', '-of', 'csv=p=0', output]
  const { stdout } = await run({ command: suite.tools.ffprobePath, args, timeoutMs: 60_000, maxStdoutBytes: 4_000 })
  expect(stdout.trim().split('\n').map(Number)).toEqual([0, 0])
})

test('what was encoded otherwise, at another rate, or is no film of ours is refused', async () => {
  const track = await piece('ours', 20)
  const main = await piece('theirs', 20, [...encoder, '-profile:v', 'main'])
  await expect(film('mixed.mp4', [all(track), all(main)])).rejects.toThrow(/encoded otherwise/)
  const slower = await piece('slower', 20, [...encoder, '-r', '24'])
  await expect(film('rates.mp4', [all(slower)])).rejects.toThrow(/whole frames/)
  const image = await suite.media.image('picture.png')
  await expect(readTrack(image, 'vide')).rejects.toThrow()
})
