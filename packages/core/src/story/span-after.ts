import type { Span } from './model.ts'

/**
 * Where the words of a span stand after a text was edited, or null when the edit touched them. The edit is taken to be
 * what lies between the longest common start and the longest common end of both texts.
 */
export function spanAfter(span: Span, before: string, after: string): Span | null {
  const shorter = Math.min(before.length, after.length)
  let start = 0
  while (start < shorter && before[start] === after[start]) start++
  let tail = 0
  while (tail < shorter - start && before.at(-1 - tail) === after.at(-1 - tail)) tail++
  if (span.end <= start) return span
  if (span.start < before.length - tail) return null
  const shift = after.length - before.length
  return { start: span.start + shift, end: span.end + shift }
}
