import { AppError, validationError } from '@cronicl/core'

/** What an error may say of a URL. Path and query can be secrets: signed links, webhook addresses. */
export const nameOf = (url: URL): string => `${url.protocol}//${url.host}`

export function refused(message: string): AppError {
  return validationError([{ path: [], message }])
}

/** One wording for whatever makes an address private, so that an answer says nothing of the network behind us. */
export function unreachable(url: URL): AppError {
  return refused(`The address ${nameOf(url)} may not be reached from here.`)
}

export function tooLarge(url: URL, maxBytes: number, status: number): AppError {
  return new AppError('PAYLOAD_TOO_LARGE', `${nameOf(url)} sent more than ${maxBytes} bytes.`, {
    details: { maxBytes, status },
  })
}

export function tooSlow(url: URL, cause?: Error): AppError {
  return new AppError('UPSTREAM_TIMEOUT', `${nameOf(url)} did not answer in time.`, { cause })
}

export function badStatus(url: URL, status: number): AppError {
  return new AppError('UPSTREAM_ERROR', `${nameOf(url)} answered with status ${status}.`, { details: { status } })
}

export function badAnswer(url: URL, what: string): AppError {
  return new AppError('UPSTREAM_ERROR', `${nameOf(url)} ${what}.`)
}

/**
 * What went wrong on the way to `url`, in the house's words. An error of the house stays what it is, and so does a
 * request that could not be sent because it was built wrong: that is our mistake.
 */
export function troubleWith(url: URL, error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (error instanceof AppError || code === 'UND_ERR_INVALID_ARG') return error
  if (code === 'UND_ERR_CONNECT_TIMEOUT' || code === 'ETIMEDOUT') return tooSlow(url, inShort(code, error))
  return new AppError('UPSTREAM_ERROR', `${nameOf(url)} could not be reached.`, { cause: inShort(code, error) })
}

/** For the log: the original may carry certificates, sockets and parts of what was sent. */
function inShort(code: string, error: unknown): Error {
  return new Error([code, error instanceof Error ? error.message : ''].filter(Boolean).join(': '))
}
