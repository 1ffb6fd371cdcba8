/** The reason for which a stream's requests abort when its reader leaves. One for all: every stream ends by `return`. */
const readerLeft = new Error('The reader has left.')

/**
 * A generator whose `return` is heard at once. A plain one that waits for its upstream hears it only when the upstream
 * says its next word; here `hangUp` aborts first, and a `next` that was waiting ends without an error.
 */
export function abortOnReturn<T>(run: (hangUp: AbortSignal) => AsyncGenerator<T, void>): AsyncGenerator<T, void> {
  const left = new AbortController()
  const generator = untilLeft(run(left.signal), left.signal)
  const { return: plainReturn } = generator
  generator.return = (value) => {
    left.abort(readerLeft)
    return plainReturn.call(generator, value)
  }
  return generator
}

async function* untilLeft<T>(inner: AsyncGenerator<T, void>, left: AbortSignal): AsyncGenerator<T, void> {
  try {
    yield* inner
  } catch (error) {
    if (!left.aborted) throw error
  }
}
