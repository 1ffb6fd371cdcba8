import type { Answering } from './ask-once.ts'
import { tooLarge, troubleWith } from './outbound-errors.ts'

/**
 * The bytes of an answer as they arrive, at most `maxBytes` of them: by the length that the server names before
 * anything is read, and by count. The connection's trouble comes as the house's errors, an abort as its reason.
 * @throws AppError PAYLOAD_TOO_LARGE, UPSTREAM_ERROR, UPSTREAM_TIMEOUT
 */
export async function* limitBody(
  answer: Answering,
  { maxBytes, signal }: { maxBytes: number; signal: AbortSignal },
): AsyncGenerator<Uint8Array, void, undefined> {
  const { url, status } = answer
  if (Number(answer.headers.get('content-length') ?? 0) > maxBytes) throw tooLarge(url, maxBytes, status)
  let sizeBytes = 0
  try {
    for await (const chunk of answer.body as AsyncIterable<Uint8Array>) {
      sizeBytes += chunk.byteLength
      if (sizeBytes > maxBytes) throw tooLarge(url, maxBytes, status)
      yield chunk
    }
  } catch (error) {
    throw signal.aborted ? signal.reason : troubleWith(url, error)
  }
}
