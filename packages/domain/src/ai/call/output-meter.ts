import { countTokens } from '@cronicl/providers'
import type { OpenRequest } from './reserve-request.ts'

/** Counted at a time; small beside any answer, large beside what a count costs. */
const pieceLength = 128

/** By how much our count of a right answer may exceed its provider's, whose tokenizer is another. */
const tolerance = 1.5

/**
 * Adds up a stream's output by our own count, and says when there is more than was paid for. Providers end an answer
 * themselves at `maxOutputTokens`; this is for one that does not. At a user's limit the count is taken strictly.
 */
export function meterOutput({ request, cut }: Pick<OpenRequest, 'request' | 'cut'>): (delta: string) => boolean {
  const allowed = cut ? request.maxOutputTokens : Math.ceil(request.maxOutputTokens * tolerance)
  let bytes = 0
  let counted = 0
  let uncounted = ''
  return (delta) => {
    bytes += Buffer.byteLength(delta)
    uncounted += delta
    // A token has a byte at least, so that short answers are never counted.
    if (bytes <= allowed || uncounted.length < pieceLength) return false
    counted += countTokens(uncounted)
    uncounted = ''
    return counted > allowed
  }
}
