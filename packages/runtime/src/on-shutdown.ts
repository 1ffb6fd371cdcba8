import type { Logger } from '@cronicl/core'

/** After this a process that still hangs is ended; a supervisor would kill it anyway. */
const deadlineMs = 35_000

/**
 * Runs `close` once at SIGTERM or Ctrl-C, then ends the process; a second signal ends it at once. A process that was
 * started over an IPC channel also closes when its parent is gone, so that nothing outlives a killed `npm start`.
 */
export function onShutdown(log: Logger, close: (signal: NodeJS.Signals) => Promise<void>): void {
  let closing = false
  const stop = (signal: NodeJS.Signals): void => {
    if (closing) return process.exit(130)
    closing = true
    log.info({ signal }, 'shutting down')
    setTimeout(() => {
      log.error({}, 'shutting down took too long')
      process.exit(1)
    }, deadlineMs).unref()
    close(signal).then(
      () => process.exit(0),
      (err: unknown) => {
        log.error({ err }, 'shutting down failed')
        process.exit(1)
      },
    )
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
  if (process.channel) process.once('disconnect', () => stop('SIGTERM'))
}
