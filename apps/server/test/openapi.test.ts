import { aiBodyLimitBytes, appRouter } from '@cronicl/api'
import { Validator } from '@seriousme/openapi-schema-validator'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestApp, createTestApp } from './test-app.ts'

let t: TestApp
beforeAll(async () => {
  t = await createTestApp()
})
afterAll(() => t[Symbol.asyncDispose]())

interface Operation {
  operationId: string
  responses: Record<string, unknown>
  requestBody?: object
  security?: unknown[]
}
interface Document {
  openapi: string
  paths: Record<string, Record<string, Operation>>
}

interface Listed {
  _def: {
    type: string
    meta?: {
      openapi?: { method: string; path: string; aliases?: string[]; stream?: true }
      bodyLimitBytes?: number
    }
  }
}
const procedures = Object.entries(appRouter._def.procedures as unknown as Record<string, Listed>)

async function readDocument(): Promise<Document> {
  return (await t.app.inject({ url: '/openapi.json' })).json<Document>()
}

test('the document is valid OpenAPI 3.1', async () => {
  const document = await readDocument()
  expect(document.openapi).toMatch(/^3\.1/)
  expect(await new Validator().validate(document as never)).toMatchObject({ valid: true })
})

test('every procedure has a path of its own, and may have others, which the document names and the server answers', async () => {
  const { paths } = await readDocument()
  const seen = new Set<string>()
  for (const [name, { _def }] of procedures) {
    const route = _def.meta?.openapi
    expect(route, name).toBeDefined()
    const { method, path: first, aliases = [] } = route as NonNullable<typeof route>
    for (const [index, path] of [first, ...aliases].entries()) {
      const place = `${method} ${path.replaceAll(/\{\w+\}/g, '{}')}`
      expect(seen, `${name}: ${place}`).not.toContain(place)
      seen.add(place)
      const operationId = name.replaceAll('.', '-') + (index === 0 ? '' : `-${index + 1}`)
      expect(paths[path]?.[method.toLowerCase()]?.operationId, place).toBe(operationId)
      const url = path.replaceAll(/\{\w+\}/g, 'none')
      expect(t.app.hasRoute({ method, url: path.replaceAll(/\{(\w+)\}/g, ':$1') }), place).toBe(true)
      expect((await t.app.inject({ method: method as 'GET', url })).statusCode, place).not.toBe(404)
    }
  }
  const operations = Object.values(paths).flatMap((methods) => Object.keys(methods))
  // The upload and the providers' webhooks are no procedures.
  expect(operations).toHaveLength(seen.size + 2)
})

/** The paths of the specification that are never to change, as far as there is something behind them. */
const fixed = [
  'POST /auth/register',
  'POST /auth/login',
  'POST /auth/refresh',
  'POST /auth/logout',
  'GET /me',
  'GET /me/creator-profile',
  'PUT /me/creator-profile',
  'GET /usage/current',
  'GET /usage/history',
  'POST /ai/suggest',
  'POST /ai/suggest/stream',
  'POST /ai/expand',
  'POST /ai/expand/stream',
  'POST /ai/canon-diff',
  'POST /ai/merge-propose',
  'POST /ai/summarize-path',
  'POST /ai/suggest-from-timeline',
  'POST /ai/expand-from-timeline',
  'POST /api/generate/text',
  'POST /api/generate/text/stream',
  'GET /api/timelines',
  'POST /api/timelines',
  'POST /api/timelines/import',
  'GET /api/timelines/{id}',
  'PATCH /api/timelines/{id}',
  'DELETE /api/timelines/{id}',
  'POST /media/upload',
  'GET /media',
  'GET /media/{id}',
  'POST /media/{id}/attach',
  'DELETE /media/{id}/attach',
  'GET /owners/{ownerType}/{ownerId}/media',
  'POST /images/generate',
  'GET /images/jobs/{id}',
  'POST /video/generate',
  'GET /video/jobs/{id}',
  'POST /api/generate/image',
  'POST /media/generate',
  'GET /media/jobs/{id}',
  'POST /api/v1/generations',
  'GET /api/v1/generations/{id}',
  'PATCH /api/v1/generations/{id}',
  'DELETE /api/v1/generations/{id}',
  'POST /v1/render',
  'POST /v1/render/validate',
  'GET /v1/jobs',
  'GET /v1/jobs/{id}',
]

test.each(fixed)('%s is where it has to be', async (place) => {
  const [method, path] = place.split(' ') as [string, string]
  const { paths } = await readDocument()
  const found = Object.entries(paths).flatMap(([name, methods]) =>
    Object.keys(methods).map((key) => `${key.toUpperCase()} ${name.replaceAll(/\{\w+\}/g, '{}')}`),
  )
  expect(found).toContain(`${method} ${path.replaceAll(/\{\w+\}/g, '{}')}`)
})

test('the document tells of streams what it tells of every other procedure', async () => {
  const { paths } = await readDocument()
  const streams = procedures.filter(([, { _def }]) => _def.type === 'subscription')
  expect(streams.length).toBeGreaterThan(0)
  for (const [name, { _def }] of streams) {
    const route = _def.meta?.openapi
    expect(route?.stream, name).toBe(true)
    const operation = paths[route?.path ?? '']?.[route?.method.toLowerCase() ?? '']
    expect(operation?.responses, name).toMatchObject({
      200: { content: { 'text/event-stream': {} } },
      default: { content: { 'application/json': {} } },
    })
    expect(operation?.requestBody !== undefined, name).toBe(route?.method !== 'GET')
  }
  expect(paths['/api/generate/text/stream']?.post?.responses['200']).toMatchObject({
    content: {
      'text/event-stream': {
        schema: {
          contentSchema: {
            anyOf: [{ properties: { type: { const: 'delta' } } }, { properties: { type: { const: 'done' } } }],
          },
        },
      },
    },
  })
  expect(paths['/v1/jobs/{id}/events']?.get).toMatchObject({
    operationId: 'jobs-watch',
    security: [{ bearer: [] }],
    parameters: [
      { name: 'id', in: 'path', required: true },
      { name: 'Last-Event-ID', in: 'header', description: expect.stringContaining('seen last') as string },
    ],
  })
})

test('what takes a form is told with its files beside its fields, for pictures and for films', async () => {
  const { paths } = await readDocument()
  const forms = ['/api/v1/generations', '/media/generate'].map((path) => paths[path]?.post)
  for (const operation of forms)
    expect(operation).toMatchObject({
      requestBody: {
        content: {
          'application/json': { schema: { oneOf: [{ properties: { commit: { type: 'boolean' } } }, {}] } },
          'multipart/form-data': { schema: { oneOf: [{ properties: { input1: {}, input2: {}, prompt: {} } }, {}] } },
        },
      },
      responses: { 202: { content: { 'application/json': { schema: { properties: { predictionId: {} } } } } } },
    })
})

test('the bodies of AI procedures are limited to 50 KB', () => {
  const limits = procedures
    .filter(([name, { _def }]) => _def.type !== 'query' && isOfAi(name, _def.meta?.openapi?.path))
    .map(([name, { _def }]) => [name, _def.meta?.bodyLimitBytes])
  expect(limits.length).toBeGreaterThan(10)
  expect(limits).toEqual(limits.map(([name]) => [name, aiBodyLimitBytes]))
})

function isOfAi(name: string, path = ''): boolean {
  return ['/ai/', '/api/generate/'].some((start) => path.startsWith(start)) || name.startsWith('ai.')
}

test('a story of 32 MB can be imported', () => {
  const { meta } = procedures.find(([name]) => name === 'timelines.importTimeline')?.[1]._def ?? {}
  expect(meta?.bodyLimitBytes).toBeGreaterThanOrEqual(32 * 1024 ** 2)
})

test('every path of the document is there, and the protected ones ask for a token', async () => {
  const { paths } = await readDocument()
  for (const [path, methods] of Object.entries(paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      const url = path.replaceAll(/\{\w+\}/g, 'none')
      const response = await t.app.inject({
        method: method.toUpperCase() as 'GET',
        url,
        ...(method === 'get' || method === 'delete' ? {} : { payload: {} }),
      })
      if (operation.security) expect(response.statusCode, `${method} ${path}`).toBe(401)
      // Of a provider that is not configured there are no webhooks.
      else expect([200, 400, 401, ...(path.endsWith('{provider}') ? [404] : [])]).toContain(response.statusCode)
      const place = { method: method.toUpperCase(), url: path.replaceAll(/\{(\w+)\}/g, ':$1') }
      expect(t.app.hasRoute(place), `${method} ${path}`).toBe(true)
    }
  }
})

test('a query string is given the types that the procedure asks for', async () => {
  const { token } = await t.signUp()
  expect((await t.as(token, { url: '/media?limit=5' })).statusCode).toBe(200)
  const wrong = await t.as(token, { url: '/media?limit=many' })
  expect(wrong.json<{ error: { details: { issues: { path: string[] }[] } } }>().error.details.issues[0]?.path).toEqual([
    'limit',
  ])
})

test('the version is told to anybody, by plain HTTP and by tRPC alike', async () => {
  const plain = await t.app.inject({ url: '/version' })
  const called = await t.app.inject({ url: '/trpc/system.version' })
  expect([plain.statusCode, plain.json()]).toEqual([200, { name: 'cronicl', apiVersion: '1' }])
  expect(called.json<{ result: { data: unknown } }>().result.data).toEqual(plain.json())
})
