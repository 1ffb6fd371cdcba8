import type { Logger } from '@cronicl/core'
import { type DestinationStream, pino } from 'pino'
import type { Env } from './env.ts'

/** Where secrets could stand in what is logged. Bodies are never logged; this is the second line of defence. */
const secretPaths = [
  'authorization',
  'cookie',
  'password',
  'token',
  'accessToken',
  'refreshToken',
  'secret',
  'apiKey',
].flatMap((name) => [name, `*.${name}`, `*.*.${name}`])
const headerPaths = ['authorization', 'cookie', '"set-cookie"', '"x-api-key"'].flatMap((name) => [
  `req.headers[${name.startsWith('"') ? name : `"${name}"`}]`,
  `res.headers[${name.startsWith('"') ? name : `"${name}"`}]`,
])

/** The signature of a signed URL opens the file to whoever reads the log. */
export function hideSignatures(url: string): string {
  return url.replace(/([?&](?:sig|signature|x-amz-signature|x-amz-credential|token|code|state)=)[^&]*/gi, '$1[hidden]')
}

/** Structured logs on standard output, with secrets left out. `destination` is for tests. */
export function createLogger(env: Pick<Env, 'LOG_LEVEL'>, service: string, destination?: DestinationStream): Logger {
  const options = {
    level: env.LOG_LEVEL,
    base: { service },
    redact: { paths: [...secretPaths, ...headerPaths], censor: '[hidden]' },
    serializers: { err: pino.stdSerializers.err, url: hideSignatures },
  }
  return destination ? pino(options, destination) : pino(options)
}
