import type { AnswerSchema } from '@cronicl/providers'
import { z } from 'zod'

/** What says nothing of an answer's form, and is refused in strict mode. */
const noise = new Set(['$schema', 'default'])

/** Answers' schemas are constants, so each is translated once. */
const known = new WeakMap<z.ZodType, Readonly<Record<string, unknown>>>()

/**
 * A zod schema as strict JSON Schema: no object has other properties, and each has all of its own. A model that is made
 * to answer so can leave nothing out; what may be missing has to be nullable.
 */
export function answerSchema(name: string, schema: z.ZodType): AnswerSchema {
  let strict = known.get(schema)
  if (!strict) {
    strict = strictly(z.toJSONSchema(schema, { io: 'input' })) as Readonly<Record<string, unknown>>
    known.set(schema, strict)
  }
  return { name, schema: strict }
}

function strictly(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(strictly)
  if (typeof part !== 'object' || part === null) return part
  const node = part as Record<string, unknown>
  const kept = Object.entries(node).filter(([key]) => !noise.has(key))
  const copy = Object.fromEntries(
    kept.map(([key, value]) => [key, key === 'properties' ? eachOf(value) : strictly(value)]),
  )
  if (node.type !== 'object' || typeof node.properties !== 'object' || node.properties === null) return copy
  return { ...copy, required: Object.keys(node.properties), additionalProperties: false }
}

/** Properties have names of their own, which may be `default`. */
function eachOf(properties: unknown): unknown {
  return Object.fromEntries(Object.entries(properties as object).map(([name, value]) => [name, strictly(value)]))
}
