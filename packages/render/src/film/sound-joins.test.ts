import { expect, test } from 'vitest'
import { planSoundSegments } from '../plan/sound-segments.ts'
import { mediaSuite } from '../testing/media-suite.ts'
import { renderFilm } from '../testing/render-film.ts'

const suite = mediaSuite()
const small = { width: 64, height: 36, fps: 25 }
const rateHz = 48_000
const toneHz = 441

/** How far the sound is from a sine of its own frequency, at most, in each stretch of a thousand samples. */
function distances(values: Float32Array, from: number, to: number): number[] {
  const turn = (2 * Math.PI * toneHz) / rateHz
  // A sine obeys x[n+1] = 2 cos(w) x[n] − x[n−1]; a click does not.
  const off = (n: number) =>
    Math.abs((values[n + 1] ?? 0) - 2 * Math.cos(turn) * (values[n] ?? 0) + (values[n - 1] ?? 0))
  const distant: number[] = []
  for (let start = from; start + 1000 < to; start += 1000) {
    let most = 0
    for (let n = start; n < start + 1000; n++) most = Math.max(most, off(n))
    distant.push(most)
  }
  return distant
}

test('pieces of sound join without a click, and every sample is where it would be in one piece', async () => {
  const { tools, media } = suite
  // It cannot be entered at an exact sample.
  const src = await media.ffmpeg('tone.mp3', [
    ...['-f', 'lavfi', '-i', `sine=frequency=${toneHz}:sample_rate=${rateHz}:duration=100`, '-b:a', '192k'],
  ])
  await using film = await renderFilm(tools, {
    output: small,
    tracks: [
      { clips: [{ asset: { type: 'audio', src }, length: 95, trim: 1.7 }] },
      { clips: [{ asset: { type: 'color', color: '#112233' }, length: 'end' }] },
    ],
  })
  const segments = planSoundSegments(film.timeline)
  expect(segments.length).toBeGreaterThan(2)
  expect(await film.samples()).toBe(95 * rateHz)
  expect(await film.complaints()).toBe('')
  const { values } = await film.sound()
  const quiet = distances(values, rateHz, 94 * rateHz)
  const usual = [...quiet].sort((a, b) => a - b)[Math.floor(quiet.length / 2)] as number
  for (const { fromFrame } of segments.slice(1)) {
    const at = (fromFrame - 1) * 1024
    expect(Math.max(...distances(values, at - 3000, at + 3000))).toBeLessThan(usual * 3)
  }
  expect(Math.max(...quiet)).toBeLessThan(usual * 4)
})

test('a song that is played again is encoded once', async () => {
  const { tools, media } = suite
  const src = await media.audio('song.wav', { seconds: 12.8, toneHz })
  const clips = Array.from({ length: 12 }, () => ({
    asset: { type: 'audio' as const, src },
    length: 12.8,
    fadeIn: 1,
    fadeOut: 1,
  }))
  await using film = await renderFilm(tools, {
    output: small,
    tracks: [{ clips }, { clips: [{ asset: { type: 'color', color: '#112233' }, length: 'end' }] }],
  })
  // 12.8 s are 600 frames of sound, so that every repetition begins with one.
  const segments = planSoundSegments(film.timeline)
  const contents = new Set(segments.map(({ sounds, samples }) => JSON.stringify({ sounds, samples })))
  expect(segments.length).toBeGreaterThan(10)
  expect(contents.size).toBeLessThanOrEqual(4)
  const sound = await film.sound()
  for (let i = 0; i < 12; i++) {
    expect(sound.level(i * 12.8 + 2, i * 12.8 + 11)).toBeCloseTo(0.125 / Math.SQRT2, 2)
    expect(sound.level(i * 12.8 + 12.77, i * 12.8 + 12.8)).toBeLessThan(0.01)
  }
})
