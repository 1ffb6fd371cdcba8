import { expect, test } from 'vitest'
import { resolveDocument } from '../plan/resolve-document.ts'
import type { RenderDocumentInput } from '../spec/document.ts'
import { validateDocument } from '../spec/validate-document.ts'
import { audioFacts, imageFacts, videoFacts } from '../testing/sample-facts.ts'
import { type FilmPlan, planFilm } from './plan-film.ts'

const facts = new Map([
  ['photo', imageFacts(1920, 1080)],
  ['drawing', imageFacts(1920, 1080)],
  ['clip', videoFacts(60_000)],
  ['song', audioFacts(180_000)],
])

function plan(document: RenderDocumentInput): FilmPlan {
  const read = validateDocument(document)
  if (!read.ok) throw new Error(JSON.stringify(read.issues))
  const resolved = resolveDocument(read.document, facts)
  if (!resolved.ok) throw new Error(JSON.stringify(resolved.issues))
  return planFilm(resolved.timeline)
}

const photo = { type: 'image', src: 'photo' } as const

test('a still is a group of two seconds, however long it is shown', () => {
  const minute = plan({ tracks: [{ clips: [{ asset: photo, length: 60 }] }] })
  expect(minute).toMatchObject({
    frames: 1500,
    segments: 1,
    unique: 1,
    stillShare: 1,
    framesToEncode: 50,
    durationMs: 60_000,
  })
  const moving = plan({ tracks: [{ clips: [{ asset: photo, length: 60, motion: { type: 'zoomIn' } }] }] })
  expect(moving).toMatchObject({ stillShare: 0, framesToEncode: 1500 })
  expect(moving.cpuMs).toBeGreaterThan(minute.cpuMs * 10)
})

test('what comes again is encoded once: hours of pictures in a round take little more than minutes', () => {
  const longform = (duration: number): FilmPlan =>
    plan({
      mode: 'longform',
      duration,
      backgrounds: [{ src: 'photo' }, { src: 'drawing' }],
      audio: [{ src: 'song' }],
      repeatAudio: true,
    })
  const [short, long] = [longform(600), longform(10_800)]
  expect(long.segments).toBeGreaterThan(short.segments * 10)
  expect(long.framesToEncode).toBeLessThan(short.framesToEncode * 1.5)
  expect(long.cpuMs).toBeLessThan(short.cpuMs * 4)
})

test('a film that moves all the time is encoded frame by frame', () => {
  const film = plan({ tracks: [{ clips: [{ asset: { type: 'video', src: 'clip' }, length: 20 }] }] })
  expect(film).toMatchObject({ stillShare: 0, frames: 500, framesToEncode: 500 })
})
