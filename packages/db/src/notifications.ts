import { setTimeout as sleep } from 'node:timers/promises'
import { secondMs } from '@cronicl/core'
import pg from 'pg'

export interface ListenOptions {
  /** Told of each notification's payload, in the order of the commits. */
  onNotification(payload: string): void
  /** The channel is open, or open again: whatever was sent before is lost, so read what you care for. */
  onOpen(): void
  onError?(error: Error): void
  /** What the connection is called in `pg_stat_activity`. */
  applicationName?: string
}

export interface Listener {
  close(): Promise<void>
}

const checkEveryMs = 10 * secondMs
const answerWithinMs = 5 * secondMs
const backOffMs = [100, 500, 1_000, 2_000, 5_000, 10_000]

/**
 * Listens on a Postgres channel over one connection of its own, for as long as the process lives: a connection that
 * breaks or goes silent is replaced. Resolves when the channel is open for the first time; throws when it cannot be.
 */
export async function listen(url: string, channel: string, options: ListenOptions): Promise<Listener> {
  const closing = new AbortController()
  const opened = Promise.withResolvers<void>()
  let failures = 0
  const onOpen = (): void => {
    failures = 0
    opened.resolve()
    options.onOpen()
  }
  const keepListening = async (): Promise<void> => {
    let everOpened = false
    while (!closing.signal.aborted) {
      try {
        await session(url, channel, options, closing.signal, () => {
          everOpened = true
          onOpen()
        })
      } catch (error) {
        if (closing.signal.aborted) return
        if (!everOpened) return opened.reject(error)
        options.onError?.(error as Error)
        const delay = backOffMs[Math.min(failures++, backOffMs.length - 1)] as number
        await sleep(delay, undefined, { signal: closing.signal }).catch(() => {})
      }
    }
  }
  const done = keepListening()
  await opened.promise
  return {
    close: async () => {
      closing.abort()
      await done
    },
  }
}

/** One connection, from open to broken. Only ever rejects. */
async function session(
  url: string,
  channel: string,
  options: ListenOptions,
  closing: AbortSignal,
  onOpen: () => void,
): Promise<never> {
  const client = new pg.Client({
    connectionString: url,
    application_name: options.applicationName ?? 'cronicl-listen',
    connectionTimeoutMillis: answerWithinMs,
    keepAlive: true,
    query_timeout: answerWithinMs,
  })
  const broken = Promise.withResolvers<never>()
  broken.promise.catch(() => {})
  client.on('error', broken.reject)
  client.on('end', () => broken.reject(new Error('The listening connection ended.')))
  client.on('notification', (message) => options.onNotification(message.payload ?? ''))
  const over = new AbortController()
  const either = AbortSignal.any([closing, over.signal])
  try {
    await client.connect()
    await client.query(`LISTEN ${pg.escapeIdentifier(channel)}`)
    onOpen()
    for (;;) {
      await Promise.race([sleep(checkEveryMs, undefined, { signal: either }), broken.promise])
      // A peer that vanished without a word shows only when it is asked.
      await Promise.race([client.query('SELECT 1'), broken.promise])
    }
  } finally {
    over.abort()
    client.removeAllListeners('notification')
    await Promise.race([client.end(), sleep(secondMs, undefined, { ref: false })]).catch(() => {})
  }
}
