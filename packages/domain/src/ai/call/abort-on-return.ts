/** The reason for which a stream's requests abort when its reader leaves. One for all: every stream ends by `return`. */
const readerLeft = new Error('The reader has left.')

/**
 * A generator whose `return` is heard at once. A plain one that waits for its upstream hears it only when the upstream
 * says its next word; here `hangUp` aborts first, and a `next` that was waiting ends without an error.
 */
export function abortOnReturn<T>(run: (hangUp: AbortSignal) => AsyncGenerator<T, void>): AsyncGenerator<T, void> {
  const left = new AbortController()
  const inner = run(left.signal)
  const endIfLeft = (error: unknown): IteratorReturnResult<undefined> => {
    if (!left.signal.aborted) throw error
    return { done: true, value: undefined }
  }
  // By hand: a generator around a generator costs each of a stream's many events several turns.
  const generator: AsyncGenerator<T, void> = {
    next: () => inner.next().catch(endIfLeft),
    return: (value) => {
      left.abort(readerLeft)
      return inner.return(value).catch(endIfLeft)
    },
    throw: (error) => inner.throw(error),
    [Symbol.asyncIterator]: () => generator,
    [Symbol.asyncDispose]: async () => void (await generator.return()),
  }
  return generator
}
