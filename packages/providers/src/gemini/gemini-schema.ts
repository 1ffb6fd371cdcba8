/** Keywords of JSON Schema that the Gemini API reads (@google/genai 3.1.0, `responseJsonSchema`); it refuses others. */
const known = new Set([
  '$id',
  '$defs',
  '$ref',
  '$anchor',
  'type',
  'format',
  'title',
  'description',
  'enum',
  'items',
  'prefixItems',
  'minItems',
  'maxItems',
  'minimum',
  'maximum',
  'anyOf',
  'oneOf',
  'properties',
  'additionalProperties',
  'required',
  'propertyOrdering',
])
const maps = new Set(['properties', '$defs'])

/** An answer schema in the part of JSON Schema that Gemini reads; what is left out is checked by the house anyway. */
export function toGeminiSchema(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(toGeminiSchema)
  if (typeof schema !== 'object' || schema === null) return schema
  const kept = Object.entries(schema).flatMap(([key, value]): [string, unknown][] => {
    if (key === 'const') return [['enum', [value]]]
    if (!known.has(key)) return []
    if (key === 'enum' || key === 'required') return [[key, value]]
    return [[key, maps.has(key) ? mapValues(value) : toGeminiSchema(value)]]
  })
  return Object.fromEntries(kept)
}

/** In `properties` the keys are names, not keywords. */
function mapValues(value: unknown): unknown {
  return Object.fromEntries(Object.entries(value as object).map(([key, inner]) => [key, toGeminiSchema(inner)]))
}
