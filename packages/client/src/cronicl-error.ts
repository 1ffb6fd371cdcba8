import type { ErrorCode } from '@cronicl/core'

/** One mistake in what was sent, with its path. */
export interface Issue {
  path: (string | number)[]
  message: string
}

export interface CroniclErrorOptions {
  details?: Record<string, unknown> | null
  requestId?: string | null
  httpStatus?: number
  cause?: unknown
}

/** Every failure that this client throws: a code of the server's table, or `NETWORK_ERROR` when no answer came. */
export class CroniclError extends Error {
  readonly code: ErrorCode | 'NETWORK_ERROR'
  /** Machine-readable facts, as the limit that was reached. */
  readonly details: Record<string, unknown> | null
  /** Name it when you report a problem. */
  readonly requestId: string | null
  readonly httpStatus: number | null

  constructor(code: ErrorCode | 'NETWORK_ERROR', message: string, options: CroniclErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'CroniclError'
    this.code = code
    this.details = options.details ?? null
    this.requestId = options.requestId ?? null
    this.httpStatus = options.httpStatus ?? null
  }

  /** Every mistake of a `VALIDATION_ERROR`; empty for other codes. */
  get issues(): Issue[] {
    return (this.details?.issues as Issue[] | undefined) ?? []
  }
}

interface ErrorData {
  code: ErrorCode
  httpStatus?: number
  details: Record<string, unknown> | null
  requestId: string | null
}

/** What tRPC, fetch or a REST answer gave, as one kind of error. An abort stays what it is. */
export function toCroniclError(cause: unknown): unknown {
  if (cause instanceof CroniclError || isAbort(cause)) return cause
  const { message, data, cause: inner } = cause as { message?: string; data?: ErrorData; cause?: unknown }
  if (inner instanceof CroniclError || isAbort(inner)) return inner
  if (data?.code) return fromData(message ?? data.code, data, cause)
  return new CroniclError(
    'NETWORK_ERROR',
    'The server did not answer. Check the connection and the address, then try again.',
    { cause },
  )
}

/** The error in an answer's body, over REST or tRPC. */
export async function fromResponse(response: Response): Promise<CroniclError> {
  const body = (await response.json().catch(() => null)) as { error?: ErrorData & ErrorShape } | null
  const data = body?.error?.data ?? body?.error
  if (body?.error && data?.code) return fromData(body.error.message, { ...data, httpStatus: response.status })
  return new CroniclError('UPSTREAM_ERROR', `The server answered ${response.status}.`, { httpStatus: response.status })
}

interface ErrorShape {
  message: string
  data?: ErrorData
}

/** An error as tRPC writes it. */
export function fromErrorShape({ message, data }: ErrorShape): CroniclError {
  return data?.code ? fromData(message, data) : new CroniclError('INTERNAL_ERROR', message)
}

function fromData(message: string, data: ErrorData, cause?: unknown): CroniclError {
  return new CroniclError(data.code, message, {
    details: data.details,
    requestId: data.requestId,
    cause,
    ...(data.httpStatus === undefined ? {} : { httpStatus: data.httpStatus }),
  })
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError'
}
