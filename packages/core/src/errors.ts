/**
 * Every error code that leaves the house, with what each surface does about it. One table: the tRPC formatter, the
 * REST error handler, the worker's retry decision and the log level are all read from here.
 */
export interface ErrorPolicy {
  /** HTTP status of the REST surface. */
  http: number
  /** tRPC code of the same error. */
  trpc: TrpcCode
  /** Whether a job that failed with this code may be tried again by itself. */
  retry: boolean
  /** Log level when the error leaves the process. */
  log: 'debug' | 'info' | 'warn' | 'error'
}

type TrpcCode =
  | 'BAD_REQUEST'
  | 'UNAUTHORIZED'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'CONFLICT'
  | 'PAYLOAD_TOO_LARGE'
  | 'UNSUPPORTED_MEDIA_TYPE'
  | 'UNPROCESSABLE_CONTENT'
  | 'TOO_MANY_REQUESTS'
  | 'PRECONDITION_FAILED'
  | 'SERVICE_UNAVAILABLE'
  | 'BAD_GATEWAY'
  | 'GATEWAY_TIMEOUT'
  | 'INTERNAL_SERVER_ERROR'

export const errorTable = {
  VALIDATION_ERROR: { http: 400, trpc: 'BAD_REQUEST', retry: false, log: 'debug' },
  COMMIT_REQUIRED: { http: 400, trpc: 'BAD_REQUEST', retry: false, log: 'debug' },
  UNAUTHORIZED: { http: 401, trpc: 'UNAUTHORIZED', retry: false, log: 'debug' },
  FORBIDDEN: { http: 403, trpc: 'FORBIDDEN', retry: false, log: 'info' },
  NOT_FOUND: { http: 404, trpc: 'NOT_FOUND', retry: false, log: 'debug' },
  CONFLICT: { http: 409, trpc: 'CONFLICT', retry: false, log: 'debug' },
  IDEMPOTENCY_MISMATCH: { http: 409, trpc: 'CONFLICT', retry: false, log: 'info' },
  MODEL_RETIRED: { http: 410, trpc: 'PRECONDITION_FAILED', retry: false, log: 'info' },
  PAYLOAD_TOO_LARGE: { http: 413, trpc: 'PAYLOAD_TOO_LARGE', retry: false, log: 'info' },
  UNSUPPORTED_MEDIA: { http: 415, trpc: 'UNSUPPORTED_MEDIA_TYPE', retry: false, log: 'debug' },
  UPSTREAM_REFUSED: { http: 422, trpc: 'UNPROCESSABLE_CONTENT', retry: false, log: 'info' },
  RATE_LIMITED: { http: 429, trpc: 'TOO_MANY_REQUESTS', retry: true, log: 'info' },
  LIMIT_EXCEEDED: { http: 429, trpc: 'TOO_MANY_REQUESTS', retry: false, log: 'info' },
  TOO_MANY_INFLIGHT: { http: 429, trpc: 'TOO_MANY_REQUESTS', retry: false, log: 'info' },
  INTERNAL_ERROR: { http: 500, trpc: 'INTERNAL_SERVER_ERROR', retry: true, log: 'error' },
  UPSTREAM_ERROR: { http: 502, trpc: 'BAD_GATEWAY', retry: true, log: 'warn' },
  PROVIDER_NOT_CONFIGURED: { http: 503, trpc: 'SERVICE_UNAVAILABLE', retry: false, log: 'warn' },
  UPSTREAM_TIMEOUT: { http: 504, trpc: 'GATEWAY_TIMEOUT', retry: true, log: 'warn' },
} as const satisfies Record<string, ErrorPolicy>

export type ErrorCode = keyof typeof errorTable

/** One mistake in an input: where it is and what is wrong, in words for a person. */
export interface Issue {
  /** Path from the root of the input, as in `['tracks', 0, 'clips', 2, 'start']`. */
  path: (string | number)[]
  message: string
}

export interface AppErrorOptions {
  /** Machine-readable facts for the caller; must hold no secret. */
  details?: Record<string, unknown>
  cause?: unknown
}

/** The only error class that crosses a room's wall. `message` is written for the caller; `cause` is for the log. */
export class AppError extends Error {
  readonly code: ErrorCode
  readonly details: Record<string, unknown> | undefined

  constructor(code: ErrorCode, message: string, options: AppErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'AppError'
    this.code = code
    this.details = options.details
  }

  get policy(): ErrorPolicy {
    return errorTable[this.code]
  }
}

/** A `VALIDATION_ERROR` that carries every mistake at once. */
export function validationError(issues: Issue[], message = issues[0]?.message ?? 'The input is not valid.'): AppError {
  return new AppError('VALIDATION_ERROR', message, { details: { issues } })
}

/** Any thrown value as an AppError: what the house did not expect becomes `INTERNAL_ERROR`, its text kept as the cause. */
export function toAppError(cause: unknown): AppError {
  if (cause instanceof AppError) return cause
  return new AppError(
    'INTERNAL_ERROR',
    'Something went wrong on our side. Try again; if it stays, report the request id.',
    {
      cause,
    },
  )
}
