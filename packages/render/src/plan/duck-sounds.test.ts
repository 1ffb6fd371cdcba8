import { expect, test } from 'vitest'
import type { RenderDocumentInput } from '../spec/document.ts'
import { validateDocument } from '../spec/validate-document.ts'
import { audioFacts } from '../testing/sample-facts.ts'
import { resolveDocument } from './resolve-document.ts'
import { planSoundSegments } from './sound-segments.ts'
import type { Timeline } from './timeline.ts'

const rateHz = 48_000
const facts = new Map([
  ['music', audioFacts(200_000)],
  ['voice', audioFacts(2_000)],
])
type Tracks = NonNullable<RenderDocumentInput['tracks']>
type ClipInput = Tracks[number]['clips'][number]

function plan(tracks: Tracks): { timeline: Timeline; warnings: string[] } {
  const read = validateDocument({ output: { format: 'wav' }, tracks })
  if (!read.ok) throw new Error(JSON.stringify(read.issues))
  const resolved = resolveDocument(read.document, facts)
  if (!resolved.ok) throw new Error(JSON.stringify(resolved.issues))
  return { timeline: resolved.timeline, warnings: resolved.warnings.map(({ message }) => message) }
}

const music: ClipInput = { asset: { type: 'audio', src: 'music' }, length: 100 }
const voice = (start: number, more: Partial<ClipInput> = {}): ClipInput => ({
  asset: { type: 'audio', src: 'voice' },
  start,
  ...more,
})
const ducking = { amountDb: 20, attackS: 0.5, releaseS: 1 }

/** The points of the first sound's curve, in seconds. */
function curve(tracks: Tracks): [seconds: number, gain: number][] | undefined {
  return plan(tracks).timeline.sounds[0]?.curve?.map(({ sample, gain }) => [sample / rateHz, gain])
}

test('music goes down before speech and up after it, and stays down where there is no room to come up', () => {
  const speech = { speech: true, clips: [voice(10), voice(13), voice(20)] }
  expect(curve([{ duck: ducking, clips: [music] }, speech])).toEqual([
    [9.5, 1],
    [10, 0.1],
    [15, 0.1],
    [16, 1],
    [19.5, 1],
    [20, 0.1],
    [22, 0.1],
    [23, 1],
  ])
})

test('a clip that is longer than what is said in it does not keep the music down', () => {
  const speech = { speech: true, clips: [voice(10, { length: 30, trim: 0.5, speed: 0.5 })] }
  expect(curve([{ duck: ducking, clips: [music] }, speech])?.at(-2)).toEqual([13, 0.1])
})

test('what is over before speech, and what does not give way, has no curve; what lies under speech alone is quieter', () => {
  const tracks: Tracks = [
    { duck: ducking, clips: [{ ...music, start: 0, length: 5 }] },
    { clips: [{ ...music, start: 0, length: 30 }] },
    { duck: ducking, clips: [{ ...music, start: 10.5, length: 1, volume: 0.5 }] },
    { speech: true, clips: [voice(10)] },
  ]
  const { sounds } = plan(tracks).timeline
  expect(sounds.map(({ curve: points }) => points)).toEqual([undefined, undefined, undefined, undefined])
  expect(sounds.map(({ gain }) => gain)).toEqual([1, 1, 0.05, 1])
})

test('ducking without speech is told, and changes nothing', () => {
  const { timeline, warnings } = plan([{ duck: true, clips: [music] }])
  expect(timeline.sounds[0]?.curve).toBeUndefined()
  expect(warnings).toEqual(['No track is marked as speech, so that nothing is ducked.'])
})

test('pieces of the sound that no speech is near are the same as without it', () => {
  const speech = { speech: true, clips: [voice(10), voice(95)] }
  const quiet = planSoundSegments(plan([{ duck: ducking, clips: [music] }, speech]).timeline).filter(
    ({ fromFrame, toFrame }) => fromFrame * 1024 > 14 * rateHz && toFrame * 1024 < 94 * rateHz,
  )
  expect(quiet.length).toBeGreaterThan(1)
  const plain = planSoundSegments(plan([{ clips: [music] }, speech]).timeline)
  for (const segment of quiet) expect(plain).toContainEqual(segment)
})
