import { type Logger, secondMs } from '@cronicl/core'
import { listen } from '@cronicl/db'

/** The channel that the triggers notify. */
const channel = 'cronicl_event'
/** How long an event can wait whose notification got lost. */
const lookEveryMs = 10 * secondMs

export interface EventRelay {
  /** Resolves when the batch in hand is done. */
  close(): Promise<void>
}

/**
 * Calls `relay` when events are committed, and every ten seconds, until it says that none was left. Never twice at a
 * time. Errors are logged, and the next look tries again.
 */
export async function openEventRelay(url: string, relay: () => Promise<number>, log: Logger): Promise<EventRelay> {
  let wanted = false
  let running: Promise<void> | undefined
  let closed = false
  const drain = async (): Promise<void> => {
    try {
      while (!closed && (wanted || (await relay()) > 0)) wanted = false
    } catch (err) {
      log.warn({ err }, 'events could not be relayed; they will be at the next look')
    }
  }
  const look = (): void => {
    if (closed) return
    wanted = true
    running ??= drain().finally(() => {
      running = undefined
      // Asked for between the last look and here.
      if (wanted && !closed) setImmediate(look)
    })
  }
  const listener = await listen(url, channel, {
    applicationName: 'cronicl-event-listen',
    onNotification: look,
    onOpen: look,
    onError: (err) => log.warn({ err }, 'the connection that hears of events broke and is being replaced'),
  })
  const timer = setInterval(look, lookEveryMs)
  return {
    close: async () => {
      closed = true
      clearInterval(timer)
      await listener.close()
      await running
    },
  }
}
