import { CroniclError, toCroniclError } from './cronicl-error.ts'
import { type Connection, type Door, connectStream } from './connect-stream.ts'

export interface StreamCall {
  path: string
  input: unknown
  /** Whether it can be begun again at no cost, even when nothing has come yet. A stream whose events have ids can be anyway. */
  resumable?: boolean
  signal?: AbortSignal | undefined
  /** Called with each turn of the connection. */
  onState?: (state: Connection, error: unknown) => void
}

const firstPauseMs = 500
const longestPauseMs = 30_000
/** How often in a row the server may say that it failed. */
const mostFailures = 5

/**
 * The events of a subscription, from the server's first to its last; an event that has an id comes as `{ id, data }`.
 * Leaving the loop, or aborting, closes the connection at once. Throws `CroniclError`, or the signal's reason.
 *
 * A lost connection is taken up again only where that starts nothing anew: after the last event that had an id, or when
 * the call says so. Any other stream ends with `NETWORK_ERROR`, as beginning again would be paid again.
 */
export async function* openStream(door: Door, call: StreamCall): AsyncGenerator<unknown, void> {
  const { signal, onState } = call
  let lastEventId: string | null = null
  for (let failures = 0; ; failures++) {
    let failure: unknown = null
    try {
      for await (const event of connectStream(door, { ...call, lastEventId })) {
        failures = 0
        if (event.id) lastEventId = event.id
        if ('data' in event) yield event.id ? event : event.data
      }
      return
    } catch (cause) {
      signal?.throwIfAborted()
      failure = toCroniclError(cause)
    }
    const canResume = call.resumable === true || lastEventId !== null
    if (!canResume || !mayPass(failure, failures)) throw failure
    onState?.('connecting', failure)
    await pause(Math.min(longestPauseMs, firstPauseMs * 2 ** failures), signal)
  }
}

/** Whether asking again may help: always after a lost connection, a few times after an error of the server. */
function mayPass(failure: unknown, failures: number): boolean {
  if (!(failure instanceof CroniclError)) return false
  return failure.code === 'NETWORK_ERROR' || ((failure.httpStatus ?? 0) >= 500 && failures < mostFailures)
}

/** At most `ms`, and less by chance, so that the clients of a host that went away do not all come back at once. */
function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => {
        signal?.removeEventListener('abort', onAbort)
        resolve()
      },
      ms * (0.5 + Math.random() / 2),
    )
    const onAbort = (): void => {
      clearTimeout(timer)
      reject(signal?.reason as Error)
    }
    signal?.addEventListener('abort', onAbort, { once: true })
  })
}
