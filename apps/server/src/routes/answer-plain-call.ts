import {
  type AnyTRPCRouter,
  TRPCError,
  callTRPCProcedure,
  getTRPCErrorFromUnknown,
  getTRPCErrorShape,
  transformTRPCResponse,
} from '@trpc/server'
import { getHTTPStatusCode } from '@trpc/server/http'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { hangUpSignal } from '../hang-up-signal.ts'
import { plainInputs } from './plain-inputs.ts'
import type { PlainCall } from './read-plain-call.ts'

/** The options of tRPC's own adapter that are honoured here as well; it must be given no other. */
export interface PlainCallOptions<Router extends AnyTRPCRouter> {
  router: Router
  createContext(request: {
    req: FastifyRequest
    res: FastifyReply
  }): Promise<Router['_def']['_config']['$types']['ctx']>
  maxBatchSize: number
}

type Answer = Exclude<Parameters<typeof getHTTPStatusCode>[0], readonly unknown[]>
type Outcome = { data: unknown } | Failure
/** Without a path it is the request as a whole that failed, not one of its calls. */
type Failure = { error: TRPCError; path?: string; input?: unknown }

/**
 * Answers a plain call as tRPC's own adapter does: the same status, headers and body (resolveResponse in tRPC's sources;
 * apps/server/test/trpc-contract/ compares the two). It spares what the adapter makes for each call beside the
 * answer: a web Request and Response with their headers and streams, and a chain of abort signals.
 */
export async function answerPlainCall<Router extends AnyTRPCRouter>(
  call: PlainCall,
  options: PlainCallOptions<Router>,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { router } = options
  const { type, isBatch } = call
  const config = router._def._config
  const inputs = plainInputs(call, router)
  const signal = hangUpSignal(reply)
  const context = await options.createContext({ req: request, res: reply }).then(
    (ctx: unknown) => ({ ctx, error: null }),
    (cause: unknown) => ({ ctx: undefined, error: getTRPCErrorFromUnknown(cause) }),
  )
  const { ctx } = context

  const run = async (path: string, batchIndex: number): Promise<Outcome> => {
    try {
      if (context.error) throw context.error
      const getRawInput = async (): Promise<unknown> => inputs.read(batchIndex)
      const data: unknown = await callTRPCProcedure({ router, path, type, ctx, getRawInput, signal, batchIndex })
      if (!isStream(data)) return { data }
      return isBatch ? { error: streamError(), path, input: inputs.known(batchIndex) } : { error: streamError() }
    } catch (cause) {
      return { error: getTRPCErrorFromUnknown(cause), path, input: inputs.known(batchIndex) }
    }
  }
  const tell = (outcome: Outcome): Answer =>
    'data' in outcome
      ? { result: outcome }
      : { error: getTRPCErrorShape({ path: undefined, input: undefined, ...outcome, config, type, ctx }) }
  const write = (answer: Answer | Answer[]): string => JSON.stringify(transformTRPCResponse(config, answer))

  const outcomes = await Promise.all(call.paths.map(run))
  let status: number
  let text: string
  try {
    const answers = outcomes.map(tell)
    status = getHTTPStatusCode(
      answers,
      outcomes.map((outcome) => ('data' in outcome ? undefined : outcome.error)),
    )
    text = write(isBatch ? answers : (answers[0] as Answer))
  } catch (cause) {
    // The answer could not be written as JSON.
    const error = getTRPCErrorFromUnknown(cause)
    const answer = tell({ error })
    status = getHTTPStatusCode(answer, [error])
    text = write(answer)
  }
  return (
    reply
      .code(status)
      .headers({ 'content-type': 'application/json', vary: 'trpc-accept, accept' })
      // It is written already, and Fastify would add a charset to its type.
      .serializer((written: string) => written)
      .send(text)
  )
}

/** What only tRPC's streaming links could carry. */
function isStream(data: unknown): boolean {
  return (
    isObject(data) &&
    (isAsyncIterable(data) || Object.values(data).some((value) => isPromise(value) || isAsyncIterable(value)))
  )
}

function streamError(): TRPCError {
  const message = 'Cannot use stream-like response in non-streaming request - use httpBatchStreamLink'
  return new TRPCError({ code: 'UNSUPPORTED_MEDIA_TYPE', message })
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isAsyncIterable(value: unknown): boolean {
  return isObject(value) && Symbol.asyncIterator in value
}

function isPromise(value: unknown): boolean {
  return isObject(value) && typeof value.then === 'function' && typeof value.catch === 'function'
}
