/** The part of JSON Schema that tells a query string's types. */
export interface JsonSchema {
  type?: string | string[]
  anyOf?: JsonSchema[]
  /** An input that is one of several. */
  oneOf?: JsonSchema[]
  properties?: Record<string, JsonSchema>
  items?: JsonSchema
}

/** Fields that an input may have. */
export function fieldsOf({ properties, oneOf = [] }: JsonSchema): Record<string, JsonSchema> {
  return Object.assign({}, ...oneOf.map((one) => fieldsOf(one)), properties) as Record<string, JsonSchema>
}

/**
 * Values of a query string or a form, which are all text, as the types that the schema names; objects are JSON. What
 * does not fit stays text.
 */
export function coerceQuery(values: Record<string, unknown>, schema: JsonSchema): Record<string, unknown> {
  const fields = fieldsOf(schema)
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, coerce(value, fields[name])]))
}

function coerce(value: unknown, schema: JsonSchema | undefined): unknown {
  const types = typesOf(schema)
  if (types.has('array')) return (Array.isArray(value) ? value : [value]).map((item) => coerce(item, schema?.items))
  if (typeof value !== 'string') return value
  if (types.has('boolean') && (value === 'true' || value === 'false')) return value === 'true'
  if ((types.has('number') || types.has('integer')) && value.trim() !== '' && Number.isFinite(Number(value)))
    return Number(value)
  if (types.has('object')) return readJson(value)
  return value
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return text
  }
}

function typesOf(schema: JsonSchema | undefined): Set<string> {
  return new Set([schema?.type ?? [], ...(schema?.anyOf ?? []).map((option) => option.type ?? [])].flat())
}
