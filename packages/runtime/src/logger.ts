import type { Logger } from '@cronicl/core'
import { type Bindings, type DestinationStream, pino } from 'pino'
import type { Env } from './env.ts'
import { hideSecrets } from './hide-secrets.ts'

/** The signature of a signed URL opens the file to whoever reads the log. */
export function hideSignatures(url: string): string {
  return url.replace(/([?&](?:sig|signature|x-amz-signature|x-amz-credential|token|code|state)=)[^&]*/gi, '$1[hidden]')
}

/** Structured logs on standard output, with secrets left out. `destination` is for tests. */
export function createLogger(env: Pick<Env, 'LOG_LEVEL'>, service: string, destination?: DestinationStream): Logger {
  const options = {
    level: env.LOG_LEVEL,
    base: { service },
    // Bodies are never logged; hiding secrets is the second line of defence.
    formatters: { log: withoutSecrets },
    serializers: { err: readError, url: hideSignatures },
  }
  // Written in the background: a synchronous line takes 0.16 ms in which nobody else is served. Pino writes what is left
  // when the process ends; only a SIGKILL loses the last lines.
  const log = pino(options, destination ?? pino.destination({ fd: 1, sync: false }))
  const { child } = log
  // Its formatters do not see what a child is bound to. Children inherit this.
  log.child = function (this: typeof log, bindings: Bindings) {
    return child.call(this, hideSecrets(bindings))
  } as typeof child
  return log
}

function withoutSecrets(fields: Record<string, unknown>): Record<string, unknown> {
  if (fields.err === undefined) return hideSecrets(fields)
  // Its message and stack are no fields; `readError` makes them such.
  const { err, ...others } = fields
  return { ...hideSecrets(others), err }
}

function readError(err: unknown): unknown {
  const read: unknown = pino.stdSerializers.err(err as Error)
  return typeof read === 'object' && read !== null ? hideSecrets(read, 2) : read
}
