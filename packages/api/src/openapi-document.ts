import { errorTable } from '@cronicl/core'
import { assetView } from '@cronicl/domain'
import { generateOpenApiDocument } from 'trpc-to-openapi'
import { z } from 'zod'
import type { Meta } from './context.ts'
import { apiVersion } from './api-version.ts'
import { formOperations } from './form-operations.ts'
import { appRouter } from './root.ts'
import { type ListedProcedure, type Operation, streamOperations } from './stream-operations.ts'

interface OpenApiDocument {
  paths: Record<string, Record<string, Operation>>
  components: { schemas?: Record<string, object>; [kind: string]: object | undefined }
}

/** The OpenAPI 3.1 document of everything that is plain HTTP, made from the same router as the typed client. */
export function openApiDocument(baseUrl: string): object {
  const document = generateOpenApiDocument(appRouter, {
    title: 'Cronicl',
    description: 'Stories with text, pictures and film: the same procedures as the typed client, over plain HTTP.',
    version: apiVersion,
    baseUrl,
    // The generator refuses subscriptions, and inputs that are one of several.
    filter: ({ metadata }) => !(metadata as Meta).openapi?.stream && !(metadata as Meta).openapi?.files,
    securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
  }) as unknown as OpenApiDocument
  for (const { path, method, operation } of formOperations(procedures))
    document.paths[path] = { ...document.paths[path], [method]: operation }
  for (const operation of Object.values(document.paths).flatMap((path) => Object.values(path)))
    describeAnswers(operation)
  document.paths['/media/upload'] = { post: upload }
  document.paths['/api/v1/webhooks/{provider}'] = { post: providerWebhook }
  for (const { path, method, operation } of streamOperations(procedures, failure))
    document.paths[path] = { ...document.paths[path], [method]: operation }
  addAliases(document)
  document.components.schemas = { Error: errorSchema }
  return document
}

/** The same operations at their other paths, each under a name of its own. */
function addAliases(document: OpenApiDocument): void {
  for (const { _def } of Object.values(procedures)) {
    const { path, method = 'GET', aliases = [] } = _def.meta?.openapi ?? {}
    const key = method.toLowerCase()
    const operation = path && document.paths[path]?.[key]
    if (!operation) continue
    for (const [index, alias] of aliases.entries()) {
      const operationId = `${operation.operationId}-${index + 2}`
      document.paths[alias] = { ...document.paths[alias], [key]: { ...operation, operationId } }
    }
  }
}

const procedures = appRouter._def.procedures as unknown as Record<string, ListedProcedure>

const failure = {
  description: 'Refused or failed; `code` says why',
  content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
}

/** The generator knows neither our error shape nor that started work answers 202. */
function describeAnswers(operation: Operation): void {
  const status = procedures[operation.operationId.replaceAll('-', '.')]?._def.meta?.openapi?.successStatus ?? 200
  const success = operation.responses['200'] as object
  operation.responses = { [status]: success, default: failure }
}

const errorSchema = {
  type: 'object',
  required: ['error'],
  properties: {
    error: {
      type: 'object',
      required: ['code', 'message', 'details', 'requestId'],
      properties: {
        code: { type: 'string', enum: Object.keys(errorTable) },
        message: { type: 'string', description: 'For a person: what is wrong and what to do' },
        details: {
          type: ['object', 'null'],
          description: 'For a program; `issues` names each mistake of an input with its path',
        },
        requestId: { type: 'string', description: 'Names this request in the logs' },
      },
    },
  },
}

const upload: Operation = {
  operationId: 'media-upload',
  summary: 'Send a file to the library',
  tags: ['media'],
  security: [{ bearer: [] }],
  requestBody: {
    required: true,
    content: {
      'multipart/form-data': {
        schema: {
          type: 'object',
          required: ['file'],
          properties: { file: { type: 'string', contentMediaType: 'application/octet-stream' } },
        },
      },
    },
  },
  responses: {
    201: {
      description: 'The asset',
      content: { 'application/json': { schema: z.toJSONSchema(assetView, { io: 'output' }) } },
    },
    default: failure,
  },
}

const providerWebhook: Operation = {
  operationId: 'generations-provider-webhook',
  summary: 'News of a provider’s work',
  description:
    'For providers alone: verified by the signature that they send, over the bytes as they came; at most 1 MiB.',
  tags: ['generations'],
  parameters: [{ name: 'provider', in: 'path', required: true, schema: { type: 'string' } }],
  requestBody: {
    required: true,
    content: { 'application/json': { schema: { type: 'object', additionalProperties: true } } },
  },
  responses: {
    200: {
      description: 'Taken, also when it is a repetition or speaks of work that is not ours',
      content: {
        'application/json': {
          schema: {
            type: 'object',
            required: ['received'],
            properties: { received: { type: 'boolean', const: true } },
          },
        },
      },
    },
    default: failure,
  },
}
