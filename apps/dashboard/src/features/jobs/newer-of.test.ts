import { expect, test } from 'vitest'
import { makeJob } from '../../testing/make-job.ts'
import { newerOf } from './newer-of.ts'

const states = [
  makeJob('a', { status: 'queued', attempts: 0 }),
  makeJob('a', { progress: 10 }),
  makeJob('a', { progress: 60 }),
  makeJob('a', { status: 'queued', progress: 60 }),
  makeJob('a', { attempts: 2, progress: 5 }),
  makeJob('a', { status: 'succeeded', attempts: 2, progress: 100 }),
]

test('whatever comes late, the later state stays', () => {
  for (const [at, earlier] of states.entries()) {
    for (const later of states.slice(at + 1)) {
      expect(newerOf(earlier, later)).toBe(later)
      expect(newerOf(later, earlier)).toBe(later)
    }
  }
  expect(newerOf(undefined, makeJob('a')).id).toBe('a')
})
