import { AppError } from '@cronicl/core'

export interface ByteRange {
  start: number
  /** Inclusive. */
  end: number
}

/** What a reader asks for, before the object's size is known. @throws AppError VALIDATION_ERROR when it can fit no object */
export function assertRange(range: { start: number; end?: number }): void {
  const end = range.end ?? range.start
  if (!Number.isSafeInteger(range.start) || !Number.isSafeInteger(end) || range.start < 0 || end < range.start) {
    throw new AppError(
      'VALIDATION_ERROR',
      'A byte range runs from a start that is not negative to an end not before it.',
    )
  }
}

/** The range clamped to an object of `sizeBytes`. @throws AppError VALIDATION_ERROR when it begins past the end */
export function fitRange(range: { start: number; end?: number }, sizeBytes: number): ByteRange {
  assertRange(range)
  if (range.start >= sizeBytes) throw rangeBeyondEnd(sizeBytes)
  return { start: range.start, end: Math.min(range.end ?? Infinity, sizeBytes - 1) }
}

export function rangeBeyondEnd(sizeBytes?: number): AppError {
  return new AppError('VALIDATION_ERROR', 'The byte range begins past the end of the object.', {
    details: sizeBytes === undefined ? {} : { sizeBytes },
  })
}

/**
 * A `Range` header (RFC 9110 §14.2) against an object of `sizeBytes`: the range, `'unsatisfiable'` (answer 416), or null
 * where the header is absent, malformed or names several ranges (answer with the whole object, which the RFC allows).
 */
export function parseRangeHeader(header: string | undefined, sizeBytes: number): ByteRange | 'unsatisfiable' | null {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '')
  if (!match) return null
  const [, first = '', last = ''] = match
  if (first === '' && last === '') return null
  if (first === '') {
    const suffix = Math.min(Number(last), sizeBytes)
    return suffix === 0 ? 'unsatisfiable' : { start: sizeBytes - suffix, end: sizeBytes - 1 }
  }
  const start = Number(first)
  if (last !== '' && Number(last) < start) return null
  if (start >= sizeBytes) return 'unsatisfiable'
  return { start, end: last === '' ? sizeBytes - 1 : Math.min(Number(last), sizeBytes - 1) }
}
