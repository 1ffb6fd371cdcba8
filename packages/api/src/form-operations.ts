import { z } from 'zod'
import type { ListedProcedure, Operation } from './stream-operations.ts'

interface ObjectSchema {
  properties?: Record<string, object>
  oneOf?: ObjectSchema[]
  [field: string]: unknown
}

/**
 * The operations of the procedures that are taken as a form too: the generator of the document knows neither forms nor
 * inputs that are one of several.
 */
export function formOperations(
  procedures: Record<string, ListedProcedure>,
): { path: string; method: string; operation: Operation }[] {
  return Object.entries(procedures).flatMap(([name, { _def }]) => {
    const route = _def.meta?.openapi
    if (!route?.files) return []
    const json = schemaOf(_def.inputs[0], 'input')
    const operation: Operation = {
      operationId: name.replaceAll('.', '-'),
      ...(route.summary ? { summary: route.summary } : {}),
      ...(route.tags ? { tags: route.tags } : {}),
      ...(route.protect ? { security: [{ bearer: [] }] } : {}),
      requestBody: {
        required: true,
        content: {
          'application/json': { schema: json },
          'multipart/form-data': { schema: withFiles(json, Object.keys(route.files)) },
        },
      },
      responses: {
        200: { description: 'Successful response', content: { 'application/json': { schema: answerOf(_def.output) } } },
      },
    }
    return [{ path: route.path, method: route.method.toLowerCase(), operation }]
  })
}

function answerOf(output: ListedProcedure['_def']['output']): object {
  return output && !('event' in output) ? schemaOf(output, 'output') : {}
}

function schemaOf(type: z.ZodType | undefined, io: 'input' | 'output'): ObjectSchema {
  const { $schema: _dialect, ...schema } = z.toJSONSchema(type ?? z.object(), { io, unrepresentable: 'any' })
  return schema as ObjectSchema
}

/** Beside its fields, in each form that it may have, the files. */
function withFiles(schema: ObjectSchema, names: readonly string[]): ObjectSchema {
  if (schema.oneOf) return { ...schema, oneOf: schema.oneOf.map((one) => withFiles(one, names)) }
  const file = { type: 'string', contentMediaType: 'application/octet-stream' }
  return { ...schema, properties: { ...schema.properties, ...Object.fromEntries(names.map((name) => [name, file])) } }
}
