/** The logger that verbs and adapters are given: pino's shape, without depending on it. */
export interface Logger {
  debug(fields: object, message?: string): void
  info(fields: object, message?: string): void
  warn(fields: object, message?: string): void
  error(fields: object, message?: string): void
  child(bindings: Record<string, unknown>): Logger
}

/** A logger that says nothing, for tests and for callers that bring none. */
export const silentLogger: Logger = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
  child: () => silentLogger,
}
