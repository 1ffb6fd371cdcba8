/** Ends when the time is over or one of the given signals is aborted; its reason then says which. */
export interface Deadline extends Disposable {
  signal: AbortSignal
}

export interface DeadlineOptions {
  timeoutMs: number
  /** What the signal's reason is when the time is over. */
  late: () => Error
  signals: readonly (AbortSignal | undefined)[]
}

export function openDeadline({ timeoutMs, late, signals }: DeadlineOptions): Deadline {
  const controller = new AbortController()
  const timer = setTimeout(() => controller.abort(late()), timeoutMs)
  const pass = signals
    .filter((signal) => signal !== undefined)
    .map((signal) => ({ signal, listener: () => controller.abort(signal.reason) }))
  for (const { signal, listener } of pass) {
    if (signal.aborted) listener()
    else signal.addEventListener('abort', listener, { once: true })
  }
  return {
    signal: controller.signal,
    [Symbol.dispose]() {
      clearTimeout(timer)
      for (const { signal, listener } of pass) signal.removeEventListener('abort', listener)
    },
  }
}

/** `work`, unless the signal is aborted first: then its reason, and what the work comes to is dropped. */
export async function untilAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  const { promise: aborted, reject } = Promise.withResolvers<never>()
  const listener = () => reject(signal.reason)
  if (signal.aborted) listener()
  else signal.addEventListener('abort', listener, { once: true })
  try {
    const done = await Promise.race([work, aborted])
    signal.throwIfAborted()
    return done
  } finally {
    signal.removeEventListener('abort', listener)
  }
}
