import { type AnyTRPCRouter, TRPCError } from '@trpc/server'
import type { PlainCall } from './read-plain-call.ts'

export interface PlainInputs {
  /** The input of one call. A text that is no JSON is told to each procedure that asks for its input, and to no other. */
  read(index: number): unknown
  /** The same if it has been read by now. */
  known(index: number): unknown
}

/** The inputs of a plain call, parsed once, when the first of its procedures asks. */
export function plainInputs(call: PlainCall, router: AnyTRPCRouter): PlainInputs {
  let parsed: { values: unknown[] } | { error: TRPCError } | undefined
  const deserialize = (input: unknown): unknown => router._def._config.transformer.input.deserialize(input)

  const parse = (): unknown[] => {
    if (call.inputText === null) return []
    const inputs: unknown = JSON.parse(call.inputText)
    if (!call.isBatch) return [deserialize(inputs)]
    if (typeof inputs !== 'object' || inputs === null || Array.isArray(inputs))
      throw new TRPCError({ code: 'BAD_REQUEST', message: '"input" needs to be an object when doing a batch call' })
    return call.paths.map((_path, index) => {
      const input = (inputs as Record<number, unknown>)[index]
      return input === undefined ? undefined : deserialize(input)
    })
  }
  return {
    read: (index) => {
      if (!parsed) {
        try {
          parsed = { values: parse() }
        } catch (cause) {
          parsed = { error: toBadRequest(cause) }
        }
      }
      if ('error' in parsed) throw parsed.error
      return parsed.values[index]
    },
    known: (index) => (parsed && 'values' in parsed ? parsed.values[index] : undefined),
  }
}

function toBadRequest(cause: unknown): TRPCError {
  if (cause instanceof TRPCError) return cause
  return new TRPCError({
    code: 'BAD_REQUEST',
    message: cause instanceof Error ? cause.message : 'Invalid input',
    cause,
  })
}
