import { AppError, type ErrorCode, type Issue, errorTable, toAppError, validationError } from '@cronicl/core'
import { TRPCError } from '@trpc/server'
import { z } from 'zod'

/** An error as every surface tells it: `error.data` over tRPC, `error` over REST. */
export interface PublicError {
  code: ErrorCode
  message: string
  details: Record<string, unknown> | null
  requestId: string
}

/** tRPC's own refusals in the words of the table. */
const ownCodes: Partial<Record<TRPCError['code'], ErrorCode>> = {
  PARSE_ERROR: 'VALIDATION_ERROR',
  BAD_REQUEST: 'VALIDATION_ERROR',
  NOT_FOUND: 'NOT_FOUND',
  METHOD_NOT_SUPPORTED: 'VALIDATION_ERROR',
  UNSUPPORTED_MEDIA_TYPE: 'UNSUPPORTED_MEDIA',
  PAYLOAD_TOO_LARGE: 'PAYLOAD_TOO_LARGE',
  UNAUTHORIZED: 'UNAUTHORIZED',
  FORBIDDEN: 'FORBIDDEN',
  TOO_MANY_REQUESTS: 'RATE_LIMITED',
}

/** Whatever a procedure or tRPC itself threw, as an error of the table. */
export function fromTrpcError(error: TRPCError): AppError {
  if (error.cause instanceof AppError) return error.cause
  if (error.cause instanceof z.ZodError) return validationError(error.cause.issues.map(toIssue))
  const code = ownCodes[error.code]
  return code ? new AppError(code, error.message, { cause: error }) : toAppError(error.cause ?? error)
}

/** The same for anything that was thrown anywhere. */
export function toPublicError(cause: unknown, requestId: string): { error: PublicError; http: number; app: AppError } {
  const app = cause instanceof TRPCError ? fromTrpcError(cause) : toAppError(cause)
  return {
    app,
    http: errorTable[app.code].http,
    error: { code: app.code, message: app.message, details: app.details ?? null, requestId },
  }
}

function toIssue(issue: z.core.$ZodIssue): Issue {
  const path = issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part))
  if (issue.code === 'unrecognized_keys')
    return { path, message: `Unknown field ${issue.keys.map((key) => `“${key}”`).join(', ')}.` }
  return { path, message: issue.message }
}
