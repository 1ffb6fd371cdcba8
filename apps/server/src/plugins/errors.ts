import { AppError, type ErrorCode } from '@cronicl/core'
import { type PublicError, toPublicError } from '@cronicl/api'
import type { Runtime } from '@cronicl/runtime'
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { payloadTooLarge } from '../payload-too-large.ts'

const ownCodes: Record<string, [ErrorCode, string]> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ['UNSUPPORTED_MEDIA', 'Send the body as application/json.'],
  FST_ERR_CTP_EMPTY_JSON_BODY: ['VALIDATION_ERROR', 'The body is empty; send a JSON object.'],
  FST_ERR_CTP_INVALID_JSON_BODY: ['VALIDATION_ERROR', 'The body is not valid JSON.'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: [
    'VALIDATION_ERROR',
    'The body does not have the length that its header promises.',
  ],
  FST_REQ_FILE_TOO_LARGE: ['PAYLOAD_TOO_LARGE', 'The file is too large.'],
  FST_INVALID_MULTIPART_CONTENT_TYPE: [
    'UNSUPPORTED_MEDIA',
    'Send the file as multipart/form-data, in the field “file”.',
  ],
}

/** Whatever goes wrong outside a procedure leaves in the same shape as inside one. */
export function registerErrors(app: FastifyInstance, runtime: Runtime): void {
  app.setErrorHandler<FastifyError>((cause, request, reply) => {
    const { error, http } = tellFailure(cause, request, reply, runtime)
    return reply.code(http).send({ error })
  })
  app.setNotFoundHandler((request, reply) => {
    const { error, http } = toPublicError(
      new AppError('NOT_FOUND', `There is nothing at ${request.method} ${request.url.split('?')[0]}.`),
      request.id,
    )
    return reply.code(http).send({ error })
  })
}

/** What was thrown outside a procedure, as an error of the table; it is written to the log. */
export function tellFailure(
  cause: FastifyError,
  request: FastifyRequest,
  reply: FastifyReply,
  runtime: Pick<Runtime, 'log'>,
): { app: AppError; error: PublicError; http: number } {
  const failure = toPublicError(fromFastify(cause, request), request.id)
  const { app } = failure
  // What stopped because its client had gone is no failure.
  const level = reply.raw.destroyed ? 'debug' : app.policy.log
  runtime.log[level]({ err: app, requestId: request.id, code: app.code }, 'request failed')
  return failure
}

/** Fastify's own refusals in the words of the table. */
function fromFastify(cause: FastifyError, request: FastifyRequest): unknown {
  if (cause.code === 'FST_ERR_CTP_BODY_TOO_LARGE') return payloadTooLarge(request.routeOptions.bodyLimit, cause)
  const own = ownCodes[cause.code]
  if (own) return new AppError(own[0], own[1], { cause })
  // A syntax error of the request line, a wrong header: Fastify's words are fit for the caller.
  if (cause.statusCode && cause.statusCode >= 400 && cause.statusCode < 500 && cause.code?.startsWith('FST_'))
    return new AppError('VALIDATION_ERROR', cause.message, { cause })
  if (cause instanceof SyntaxError && cause.statusCode === 400)
    return new AppError('VALIDATION_ERROR', 'The body is not valid JSON.', { cause })
  return cause
}
