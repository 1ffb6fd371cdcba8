import { readFile } from 'node:fs/promises'
import { createTestDatabase } from '@cronicl/db/testing'
import { locateTools } from '@cronicl/render'
import { makeTestMedia } from '@cronicl/render/testing'
import { beforeAll, expect, test } from 'vitest'
import { type GenerationsFigures, generationsRun } from './processes/generations/generations-run.ts'
import { type AdapterName, adapters, writtenStorm } from './processes/generations/storm.ts'

/** Those whose worker is killed are answered late, so that it dies while they are accepted and not answered. */
const late = { answerAfterMs: 500 }
const storm = writtenStorm({
  'replicate image': {
    moods: [late, { ...late, create: 'accept-cut' }, late, { create: 'rate-limit' }, { outcome: 'fail' }],
    cuts: [{}, {}, { afterResponseBytes: 60 }, {}, { afterResponseBytes: 0 }],
  },
  'openai-compatible image': {
    moods: [{}, {}, { create: 'rate-limit' }, {}],
    cuts: [{}, { afterResponseBytes: 20 }, {}, { afterRequestBytes: 200 }],
  },
  'gemini image': {
    moods: [{}, {}, { outcome: 'malformed' }, {}],
    cuts: [{}, { afterResponseBytes: 1 }, {}, {}, { afterRequestBytes: 0 }],
  },
  'gemini video': {
    moods: [{ webhook: 'twice' }, { create: 'accept-cut', finishAfterMs: 800 }, { webhook: 'before-answer' }],
    cuts: [{}, {}, {}, { afterResponseBytes: 17 }],
  },
  'runway video': {
    moods: [late, {}, {}, { create: 'refuse' }],
    cuts: [{}, { afterRequestBytes: 300 }, { afterResponseBytes: 100 }, {}, {}],
  },
})
const each = (name: AdapterName): AdapterName[] => [name, name, name, name, name]

let figures: GenerationsFigures
beforeAll(async () => {
  await using database = await createTestDatabase()
  await using media = await makeTestMedia(await locateTools({}))
  const film = await readFile(await media.video('film.mp4', { seconds: 1, widthPx: 64, heightPx: 36, fps: '8' }))
  figures = await generationsRun({
    url: database.url,
    film,
    storm,
    sequence: [
      ...each('gemini video'),
      ...each('gemini image'),
      ...each('openai-compatible image'),
      ...['any image' as const, 'any video' as const],
      ...each('runway video'),
      ...each('replicate image'),
    ],
    bulk: 12,
    orderEveryMs: 100,
    cancels: 1,
    guests: 0,
    others: ['rate-limit', 'cut'],
    workers: 2,
    concurrency: { image: 4, video: 4 },
    kills: 2,
    killEveryMs: 0,
    killAround: ['runway video', 'replicate image'],
    patienceMs: 10_000,
    killAfterMs: () => 150,
    withinMs: 120_000,
  })
}, 180_000)

const sum = (column: 'unknown' | 'found' | 'cutBefore' | 'cutAfter' | 'succeeded' | 'failed'): number =>
  Object.values(figures.adapters).reduce((total, row) => total + row[column], 0)

test('whatever is cut and whoever is killed, no job pays two creates, and each says what became of it', () => {
  expect(figures.wrong).toEqual([])
  expect(figures.mostPaid).toBe(1)
  expect(figures).toMatchObject({ openHolds: 0, drifts: 0, incoming: { cleaned: 0 } })
  expect(Object.keys(figures.adapters)).toHaveLength(Object.keys(adapters).length)
  for (const [name, { jobs }] of Object.entries(figures.adapters)) expect(jobs, name).toBeGreaterThan(0)
  // What it is about has happened; how often, and where, is for a machine to say that has nothing else to do.
  expect(figures.kills).toBeGreaterThan(0)
  expect(sum('unknown') + sum('found')).toBeGreaterThan(0)
  for (const column of ['cutBefore', 'cutAfter', 'failed', 'succeeded'] as const)
    expect(sum(column), column).toBeGreaterThan(0)
})

test('no secret of the environment is in a log, a row, an object or an answer, and each went to its provider', () => {
  expect(figures.leaks).toEqual([])
  expect(figures.unsent).toEqual([])
  for (const [where, count] of Object.entries(figures.searched)) expect(count, where).toBeGreaterThan(2)
})
