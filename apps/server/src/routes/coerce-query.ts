/** The part of JSON Schema that tells a query string's types. */
export interface JsonSchema {
  type?: string | string[]
  anyOf?: JsonSchema[]
  properties?: Record<string, JsonSchema>
  items?: JsonSchema
}

/** Values of a query string, which are all text, as the types that the schema names; what does not fit stays text. */
export function coerceQuery(values: Record<string, unknown>, schema: JsonSchema): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, coerce(value, schema.properties?.[name])]),
  )
}

function coerce(value: unknown, schema: JsonSchema | undefined): unknown {
  const types = typesOf(schema)
  if (types.has('array')) return (Array.isArray(value) ? value : [value]).map((item) => coerce(item, schema?.items))
  if (typeof value !== 'string') return value
  if (types.has('boolean') && (value === 'true' || value === 'false')) return value === 'true'
  if ((types.has('number') || types.has('integer')) && value.trim() !== '' && Number.isFinite(Number(value)))
    return Number(value)
  return value
}

function typesOf(schema: JsonSchema | undefined): Set<string> {
  return new Set([schema?.type ?? [], ...(schema?.anyOf ?? []).map((option) => option.type ?? [])].flat())
}
