import { expect, test } from 'vitest'
import { AppError, errorTable, toAppError, validationError } from './errors.ts'

test('an unexpected error keeps its cause and shows nothing of it', () => {
  const cause = new Error('password=hunter2')
  const error = toAppError(cause)
  expect(error.code).toBe('INTERNAL_ERROR')
  expect(error.cause).toBe(cause)
  expect(error.message).not.toContain('hunter2')
})

test('an expected error passes unchanged', () => {
  const error = new AppError('NOT_FOUND', 'No such asset.')
  expect(toAppError(error)).toBe(error)
  expect(error.policy.http).toBe(404)
})

test('all mistakes of an input travel together', () => {
  const issues = [
    { path: ['a'], message: 'wrong' },
    { path: ['b', 0], message: 'also wrong' },
  ]
  expect(validationError(issues).details).toEqual({ issues })
})

test('only codes whose cause may pass by itself are retried', () => {
  const retried = Object.entries(errorTable)
    .filter(([, policy]) => policy.retry)
    .map(([code]) => code)
  expect(retried).toEqual(['RATE_LIMITED', 'INTERNAL_ERROR', 'UPSTREAM_ERROR', 'UPSTREAM_TIMEOUT'])
})
