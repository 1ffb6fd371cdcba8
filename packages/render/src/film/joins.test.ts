import { expect, test } from 'vitest'
import { samplesAt } from '../plan/rational.ts'
import type { Timeline } from '../plan/timeline.ts'
import type { ClipInput } from '../spec/clip.ts'
import type { RenderDocumentInput } from '../spec/document.ts'
import { mediaSuite } from '../testing/media-suite.ts'
import { type TestFilm, renderFilm } from '../testing/render-film.ts'

const suite = mediaSuite()
const rateHz = 48_000
const toneHz = 441
const rates = [
  { fps: 24, num: 24, den: 1 },
  { fps: 25, num: 25, den: 1 },
  { fps: 30, num: 30, den: 1 },
  { fps: 23.976, num: 24_000, den: 1001 },
  { fps: 29.97, num: 30_000, den: 1001 },
] as const
type Rate = (typeof rates)[number]
/** Frames of a clap: black and silent, then one white frame with a beep, then black again. */
const [clapFrames, flashFrame] = [40, 12]

/** The same documents in every run. */
function seeded(seed: number): (least: number, most: number) => number {
  let state = seed
  return (least, most) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return least + Math.floor((state / 2 ** 32) * (most - least + 1))
  }
}

/** A video that beeps on the right, from the sample at which its flash begins. */
async function clap({ fps, num, den }: Rate): Promise<string> {
  const [from, to] = [flashFrame, flashFrame + 1].map((frame) => samplesAt({ num, den }, frame))
  return suite.media.ffmpeg(`clap-${fps}.mov`, [
    ...['-f', 'lavfi', '-i', `color=black:s=64x36:r=${num}/${den},drawbox=c=white:t=fill:enable='eq(n,${flashFrame})'`],
    ...['-f', 'lavfi', '-i', `aevalsrc=0|between(n\\,${from}\\,${to})*0.5*sin(2*PI*1500*t):s=${rateHz}`],
    ...['-frames:v', String(clapFrames), '-t', String((clapFrames * den) / num)],
    ...['-c:v', 'libx264', '-preset', 'ultrafast', '-c:a', 'pcm_s16le'],
  ])
}

interface Claps {
  document: RenderDocumentInput
  /** The frames that flash. */
  flashes: number[]
}

/** Claps and stills of random lengths, one after the other, over a tone on the left that never stops. */
function claps(seed: number, rate: Rate, sources: { clap: string; tone: string }): Claps {
  const random = seeded(seed)
  const seconds = (frames: number) => (frames * rate.den) / rate.num
  const clips: ClipInput[] = []
  const flashes: number[] = []
  let at = 0
  const add = (frames: number, clip: Omit<ClipInput, 'start' | 'length'>) => {
    clips.push({ ...clip, start: seconds(at), length: seconds(frames) })
    at += frames
  }
  for (let i = random(1, 2); i >= 0; i--) {
    const trimmed = random(0, flashFrame - 2)
    flashes.push(at + flashFrame - trimmed)
    add(random(flashFrame + 4, clapFrames) - trimmed, {
      asset: { type: 'video', src: sources.clap },
      trim: seconds(trimmed),
    })
    // Every fourth film is so long that its sound is made of pieces too.
    const frames = seed % 4 === 0 ? Math.round((random(31, 34) * rate.num) / rate.den) : random(30, 90)
    add(frames, { asset: { type: 'color', color: '#101010' } })
  }
  return {
    flashes,
    document: {
      output: { width: 64, height: 36, fps: rate.fps },
      tracks: [{ clips }, { clips: [{ asset: { type: 'audio', src: sources.tone }, length: 'end' }] }],
    },
  }
}

/** Frames that are white, of all frames that can be decoded. */
async function whiteFrames(film: TestFilm, frames: number): Promise<number[]> {
  const white: number[] = []
  for (let i = 0; i < frames; i++) if ((await film.frame(i))(0.5, 0.5).g > 128) white.push(i)
  await expect(film.frame(frames)).rejects.toThrow(RangeError)
  return white
}

/** Where the beeps of the right channel begin, in samples. */
async function beeps(film: TestFilm): Promise<number[]> {
  const { values } = await film.sound('right')
  const begins: number[] = []
  for (let n = 0; n < values.length; n++) {
    if (Math.abs(values[n] ?? 0) < 0.1) continue
    begins.push(n)
    // A beep is as long as a frame; the next is many frames later.
    n += rateHz / 8
  }
  return begins
}

/** How far the left channel is at most from a tone that never stops; a click, a gap or a lost sample is far more. */
async function roughness(film: TestFilm): Promise<number> {
  const { values } = await film.sound()
  const turn = 2 * Math.cos((2 * Math.PI * toneHz) / rateHz)
  let most = 0
  for (let n = 4096; n < values.length - 4096; n++)
    most = Math.max(most, Math.abs((values[n + 1] ?? 0) - turn * (values[n] ?? 0) + (values[n - 1] ?? 0)))
  return most
}

const joinsOf = ({ pictures }: Timeline): number => pictures.length - 1

test('at 50 and more joins of 20 films no frame is lost, picture and sound stay together, and nothing clicks', async () => {
  const tone = await suite.media.ffmpeg('tone.wav', [
    ...['-f', 'lavfi', '-i', `sine=frequency=${toneHz}:sample_rate=${rateHz}:duration=110`],
    ...['-af', 'pan=stereo|c0=c0|c1=0*c0'],
  ])
  const videos = new Map<Rate, string>()
  for (const rate of rates) videos.set(rate, await clap(rate))
  let [joins, longest] = [0, 0]
  for (let seed = 1; seed <= 20; seed++) {
    const rate = rates[seed % rates.length] as Rate
    const { document, flashes } = claps(seed, rate, { clap: videos.get(rate) as string, tone })
    await using film = await renderFilm(suite.tools, document)
    const { frames, samples } = film.timeline
    const what = `film ${seed} at ${rate.fps}`
    joins += joinsOf(film.timeline)
    longest = Math.max(longest, samples / rateHz)
    expect(film.facts.video?.frameCount, what).toBe(frames)
    expect(await film.samples(), what).toBe(samples)
    expect(await whiteFrames(film, frames), what).toEqual(flashes)
    const heard = await beeps(film)
    expect(heard, what).toHaveLength(flashes.length)
    for (const [i, frame] of flashes.entries())
      expect(Math.abs((heard[i] ?? 0) - samplesAt(rate, frame)) / rateHz, what).toBeLessThanOrEqual(0.0213)
    expect(await roughness(film), what).toBeLessThan(0.004)
  }
  expect(joins).toBeGreaterThanOrEqual(50)
  // So long that its sound is made of pieces.
  expect(longest).toBeGreaterThan(60)
}, 180_000)
