import { AppError } from '@cronicl/core'
import { rangeBeyondEnd } from '../byte-range.ts'

interface UpstreamFacts {
  name: string
  message: string
  status: number | undefined
  requestId: string | undefined
}

/**
 * An error of the S3 client as the house's own. The client's errors carry signed requests and key ids, so that only the
 * name, the status, the request id and the text without `secrets` are kept as the cause.
 */
export function fromS3Error(error: unknown, secrets: readonly string[]): AppError {
  if (error instanceof AppError) return error
  const facts = factsOf(error)
  const { name, status } = facts
  const cause = causeOf(facts, secrets)
  if (name === 'NoSuchBucket') {
    return new AppError('PROVIDER_NOT_CONFIGURED', 'The bucket does not exist. Create it, or correct S3_BUCKET.', {
      cause,
    })
  }
  if (status === 404) return new AppError('NOT_FOUND', 'There is no such stored file.', { cause })
  if (status === 416) return rangeBeyondEnd()
  if (status === 401 || status === 403) {
    const message = 'The object store refuses our credentials. Check S3_ACCESS_KEY, S3_SECRET_KEY and S3_REGION.'
    return new AppError('PROVIDER_NOT_CONFIGURED', message, { cause })
  }
  if (name === 'TimeoutError' || name === 'RequestTimeout' || status === 504) {
    return new AppError('UPSTREAM_TIMEOUT', 'The object store does not answer in time. Try again.', { cause })
  }
  return new AppError('UPSTREAM_ERROR', 'The object store cannot be used at the moment. Try again.', { cause })
}

export function isNotFound(error: unknown): boolean {
  return error instanceof AppError && error.code === 'NOT_FOUND'
}

function factsOf(error: unknown): UpstreamFacts {
  const { name, message, $metadata } = error as {
    name?: unknown
    message?: unknown
    $metadata?: Record<string, unknown>
  }
  return {
    name: typeof name === 'string' ? name : 'Error',
    message: typeof message === 'string' ? message : '',
    status: typeof $metadata?.httpStatusCode === 'number' ? $metadata.httpStatusCode : undefined,
    requestId: typeof $metadata?.requestId === 'string' ? $metadata.requestId : undefined,
  }
}

function causeOf({ name, message, status, requestId }: UpstreamFacts, secrets: readonly string[]): Error {
  const clean = secrets.reduce((text, secret) => text.replaceAll(secret, '***'), message.slice(0, 500))
  return Object.assign(new Error(clean), { name, status, requestId })
}
