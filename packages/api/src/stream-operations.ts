import { z } from 'zod'
import type { Meta } from './context.ts'
import type { EventStream } from './event-stream.ts'

/** One operation of an OpenAPI document. */
export interface Operation {
  operationId: string
  responses: Record<string, object>
  [field: string]: unknown
}

/** A procedure as the router keeps it. */
export interface ListedProcedure {
  _def: {
    type: 'query' | 'mutation' | 'subscription'
    inputs: z.ZodType[]
    output?: z.ZodType | EventStream<z.ZodType>
    meta?: Meta
  }
}

interface ObjectSchema {
  properties?: Record<string, { description?: string; [field: string]: unknown }>
  required?: string[]
  [field: string]: unknown
}
type Route = NonNullable<Meta['openapi']>

/**
 * The operations of the procedures that answer with events, by path and method: the generator of the document refuses
 * subscriptions. Their inputs come from the same schemas as those of any other procedure.
 */
export function streamOperations(
  procedures: Record<string, ListedProcedure>,
  failure: object,
): { path: string; method: string; operation: Operation }[] {
  return Object.entries(procedures).flatMap(([name, { _def }]) => {
    const route = _def.meta?.openapi
    if (!route?.stream) return []
    const schema = z.toJSONSchema(_def.inputs[0] ?? z.object(), { io: 'input', unrepresentable: 'any' }) as ObjectSchema
    const operation: Operation = {
      operationId: name.replaceAll('.', '-'),
      ...(route.summary ? { summary: route.summary } : {}),
      ...(route.tags ? { tags: route.tags } : {}),
      ...(route.protect ? { security: [{ bearer: [] }] } : {}),
      ...takenBy(route, schema),
      responses: { 200: events('lastEventId' in (schema.properties ?? {}), dataOf(_def.output)), default: failure },
    }
    return [{ path: route.path, method: route.method.toLowerCase(), operation }]
  })
}

/** Where each field of the input goes: the path, the `Last-Event-ID` header, and the query or the body. */
function takenBy(route: Route, schema: ObjectSchema): { parameters?: object[]; requestBody?: object } {
  const { $schema: _dialect, properties = {}, required = [], ...rest } = schema
  const inPath = new Set([...route.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] as string))
  const hasBody = route.method !== 'GET' && route.method !== 'DELETE'
  const parameters: object[] = []
  const body: NonNullable<ObjectSchema['properties']> = {}
  for (const [name, { description, ...field }] of Object.entries(properties)) {
    const told = description ? { description } : {}
    if (inPath.has(name)) parameters.push({ name, in: 'path', required: true, ...told, schema: field })
    else if (name === 'lastEventId') parameters.push({ name: 'Last-Event-ID', in: 'header', ...told, schema: field })
    else if (hasBody) body[name] = { ...told, ...field }
    else parameters.push({ name, in: 'query', required: required.includes(name), ...told, schema: field })
  }
  const requestBody = {
    required: true,
    content: {
      'application/json': {
        schema: { ...rest, properties: body, required: required.filter((name) => name in body) },
      },
    },
  }
  return { ...(parameters.length > 0 ? { parameters } : {}), ...(hasBody ? { requestBody } : {}) }
}

function dataOf(output: ListedProcedure['_def']['output']): object | null {
  if (!output || !('event' in output)) return null
  const { $schema: _dialect, ...schema } = z.toJSONSchema(output.event, { io: 'output', unrepresentable: 'any' })
  return schema
}

/** Of one event's data OpenAPI 3.1 has nothing to say: its schema stands where JSON Schema puts what a text contains. */
function events(resumable: boolean, data: object | null): object {
  const resume = resumable ? ' Each has an `id`: send the last one as `Last-Event-ID` to go on after it.' : ''
  const contained = data ? { contentMediaType: 'application/json', contentSchema: data } : {}
  return {
    description:
      `Server-sent events; the \`data\` of each is JSON, and the answer ends with the last one.${resume} ` +
      'What fails on the way is told as an `error` event, whose `data` has the form of `Error`, before the end. ' +
      'Lines that begin with a colon keep the connection alive.',
    content: { 'text/event-stream': { schema: { type: 'string', ...contained } } },
  }
}
