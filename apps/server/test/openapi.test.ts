import { appRouter } from '@cronicl/api'
import { Validator } from '@seriousme/openapi-schema-validator'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestApp, createTestApp } from './test-app.ts'

let t: TestApp
beforeAll(async () => {
  t = await createTestApp()
})
afterAll(() => t[Symbol.asyncDispose]())

interface Document {
  openapi: string
  paths: Record<string, Record<string, { responses: Record<string, unknown>; security?: unknown[] }>>
}

test('the document is valid OpenAPI 3.1 and names every procedure, and the upload', async () => {
  const document = (await t.app.inject({ url: '/openapi.json' })).json<Document>()
  expect(document.openapi).toMatch(/^3\.1/)
  expect(await new Validator().validate(document as never)).toMatchObject({ valid: true })
  const procedures = Object.values(appRouter._def.procedures as unknown as Record<string, { _def: { type: string } }>)
  const operations = Object.values(document.paths).flatMap((path) => Object.keys(path))
  expect(operations).toHaveLength(procedures.length + 1)
})

test('every path of the document is there, and the protected ones ask for a token', async () => {
  const { paths } = (await t.app.inject({ url: '/openapi.json' })).json<Document>()
  for (const [path, methods] of Object.entries(paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      const url = path.replaceAll(/\{\w+\}/g, 'none')
      const response = await t.app.inject({
        method: method.toUpperCase() as 'GET',
        url,
        ...(method === 'get' || method === 'delete' ? {} : { payload: {} }),
      })
      if (operation.security) expect(response.statusCode, `${method} ${path}`).toBe(401)
      else expect([200, 400, 401], `${method} ${path}`).toContain(response.statusCode)
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
