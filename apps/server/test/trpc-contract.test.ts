import { request as httpRequest } from 'node:http'
import { appRouter } from '@cronicl/api'
import { TRPCError, initTRPC } from '@trpc/server'
import { fastifyTRPCPlugin } from '@trpc/server/adapters/fastify'
import { type FastifyInstance, type InjectOptions, type LightMyRequestResponse, fastify } from 'fastify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { createContext } from '../src/actor.ts'
import { serveTrpc } from '../src/routes/trpc.ts'
import { type TestApp, createTestApp } from './test-app.ts'

type Lane = 'plain' | 'adapter'
interface Case {
  url: string
  lane: Lane
  method?: NonNullable<InjectOptions['method']>
  headers?: Record<string, string>
  payload?: string | object
}

const json = { 'content-type': 'application/json' }
const input = (value: unknown): string => `input=${encodeURIComponent(JSON.stringify(value))}`

/** Sends one request to both doors and compares all that a client can see, but how the bytes are framed. */
async function expectSame(app: FastifyInstance, { lane, ...request }: Case): Promise<void> {
  const headers = { 'x-request-id': 'contract-0123456789', ...request.headers }
  const [ours, stock] = await Promise.all(
    ['/trpc', '/stock'].map((door) =>
      app.inject({ ...(request as InjectOptions), headers, url: request.url.replace(/^\/trpc/, door) }),
    ),
  )
  expect(seen(ours)).toEqual(seen(stock))
  // The adapter streams each answer; one that states its length is ours. Without this both could be the adapter's.
  const length = ours?.headers['content-length']
  expect(length !== undefined && length !== '0' ? 'plain' : 'adapter').toBe(lane)
}

function seen(response: LightMyRequestResponse | undefined) {
  const { 'content-length': _length, 'transfer-encoding': _encoding, date: _date, ...headers } = response?.headers ?? {}
  return { status: response?.statusCode, headers, body: response?.body.replaceAll('/stock', '/trpc') }
}

describe('the API', () => {
  let t: TestApp
  let authorization: string
  beforeAll(async () => {
    t = await createTestApp({ CORS_ORIGINS: 'https://app.example.com' })
    const { runtime } = t
    await t.app.register(fastifyTRPCPlugin, {
      prefix: '/stock',
      trpcOptions: {
        router: appRouter,
        createContext: ({ req, res }) => createContext(runtime, req, res),
        maxBatchSize: 20,
      },
    })
    authorization = `Bearer ${(await t.signUp()).token}`
  })
  afterAll(() => t[Symbol.asyncDispose]())

  const names = (count: number): string => Array.from({ length: count }, () => 'system.version').join(',')
  const upload = { fileName: 'photo.jpg', mimeType: 'image/jpeg', sizeBytes: 0 }
  const media = (id: unknown): string => `/trpc/media.get?${input({ id })}`

  test.each<[string, Case]>([
    ['a query', { url: '/trpc/system.version', lane: 'plain' }],
    ['a query with an empty input', { url: '/trpc/system.version?input=', lane: 'plain' }],
    ['a query with null as its input', { url: '/trpc/system.version?input=null', lane: 'plain' }],
    ['an unknown field', { url: `/trpc/system.version?${input({ surname: 'x' })}`, lane: 'plain' }],
    ['a query that nobody may ask', { url: '/trpc/auth.me', lane: 'plain' }],
    ['an access token that is none', { url: '/trpc/auth.me', headers: { authorization: 'Bearer x' }, lane: 'plain' }],
    [
      'a bad token where none is needed',
      { url: '/trpc/system.version', headers: { authorization: 'Bearer x' }, lane: 'plain' },
    ],
    ['an input that is missing', { url: '/trpc/media.get', lane: 'plain' }],
    ['an input that is no JSON', { url: '/trpc/media.get?input={"id"', lane: 'plain' }],
    ['an input of another type', { url: media(7), lane: 'plain' }],
    ['a row that is not there', { url: media('ast_none'), lane: 'plain' }],
    ['plus signs and escapes', { url: '/trpc/media.get?input=%7B%22id%22:+%22%C3%A4%2B%22%7D', lane: 'plain' }],
    ['a broken escape in the query', { url: '/trpc/media.get?input=%E0%A4%A', lane: 'plain' }],
    ['an input given twice', { url: `${media('a')}&${input({ id: 'b' })}`, lane: 'plain' }],
    ['another site', { url: '/trpc/system.version', headers: { origin: 'https://app.example.com' }, lane: 'plain' }],
    ['a GET that says it is JSON', { url: '/trpc/system.version', headers: json, lane: 'plain' }],
    [
      'a GET that says it is text',
      { url: '/trpc/system.version', headers: { 'content-type': 'text/plain' }, lane: 'adapter' },
    ],
    [
      'a GET that says it is a form',
      {
        url: '/trpc/system.version',
        headers: { 'content-type': 'multipart/form-data; boundary=x' },
        lane: 'adapter',
      },
    ],
    ['a browser', { url: '/trpc/system.version', headers: { accept: 'text/html,*/*;q=0.8' }, lane: 'plain' }],
    ['a name that is not there', { url: '/trpc/auth.nobody', lane: 'adapter' }],
    ['a router', { url: '/trpc/auth', lane: 'adapter' }],
    ['a name of every object', { url: '/trpc/constructor', lane: 'adapter' }],
    ['the prototype', { url: '/trpc/__proto__', lane: 'adapter' }],
    ['no name', { url: '/trpc/', lane: 'adapter' }],
    ['an escaped name', { url: '/trpc/system%2Eversion', lane: 'plain' }],
    ['a name that is escaped twice', { url: '/trpc/system%252Eversion', lane: 'adapter' }],
    ['a name with a broken escape', { url: '/trpc/system%25E0%25A4', lane: 'adapter' }],
    ['a mutation by GET', { url: '/trpc/auth.logout', lane: 'adapter' }],
    [
      'connection parameters that are none',
      { url: '/trpc/system.version?connectionParams=%7B%22a%22:1%7D', lane: 'adapter' },
    ],
    ['connection parameters', { url: '/trpc/system.version?connectionParams=%7B%7D', lane: 'adapter' }],
    ['a host that is none', { url: '/trpc/system.version', headers: { host: 'a b' }, lane: 'plain' }],
    ['a host of its own', { url: '/trpc/system.version', headers: { host: 'cronicl.example.com:99' }, lane: 'plain' }],
    ['a streaming client', { url: '/trpc/system.version', headers: { accept: 'application/jsonl' }, lane: 'adapter' }],
    [
      'a streaming batch',
      {
        url: '/trpc/system.version,auth.me?batch=1&input={}',
        headers: { 'trpc-accept': 'application/jsonl' },
        lane: 'adapter',
      },
    ],
    ['a subscription', { url: `/trpc/jobs.watch?${input({ id: 'job_none' })}`, lane: 'adapter' }],
    ['HEAD', { method: 'HEAD', url: '/trpc/system.version', lane: 'adapter' }],
    ['PUT', { method: 'PUT', url: '/trpc/system.version', payload: {}, lane: 'adapter' }],
    ['DELETE', { method: 'DELETE', url: '/trpc/system.version', lane: 'adapter' }],
    ['a batch of one', { url: '/trpc/system.version?batch=1', lane: 'plain' }],
    ['a batch of twenty', { url: `/trpc/${names(20)}?batch=1&input={}`, lane: 'plain' }],
    ['a batch of too many', { url: `/trpc/${names(21)}?batch=1&input={}`, lane: 'adapter' }],
    [
      'a batch whose answers differ',
      { url: `/trpc/system.version,auth.me,media.get?batch=1&${input({ 2: { id: 5 } })}`, lane: 'plain' },
    ],
    ['a batch that fails alike', { url: '/trpc/auth.me,auth.me?batch=1&input={}', lane: 'plain' }],
    ['a batch with a name that is not there', { url: '/trpc/system.version,none?batch=1&input={}', lane: 'adapter' }],
    ['a batch that is mixed', { url: '/trpc/system.version,auth.logout?batch=1&input={}', lane: 'adapter' }],
    ['a batch with a subscription', { url: '/trpc/jobs.watch,jobs.watch?batch=1&input={}', lane: 'adapter' }],
    ['a batch whose input is a list', { url: '/trpc/system.version,auth.me?batch=1&input=[]', lane: 'plain' }],
    ['a batch whose input is null', { url: '/trpc/system.version,system.version?batch=1&input=null', lane: 'plain' }],
    ['a batch whose input is no JSON', { url: '/trpc/system.version,system.version?batch=1&input={', lane: 'plain' }],
    ['a batch with an empty name', { url: '/trpc/system.version,?batch=1&input={}', lane: 'adapter' }],
    ['names in a row without batch', { url: '/trpc/system.version,system.version', lane: 'adapter' }],
    ['batch=true', { url: '/trpc/system.version?batch=true', lane: 'plain' }],
    ['a mutation', { method: 'POST', url: '/trpc/auth.logout', headers: json, payload: '{}', lane: 'plain' }],
    [
      'a mutation whose answer sets a cookie',
      {
        method: 'POST',
        url: '/trpc/auth.logout',
        headers: { ...json, cookie: 'cronicl_refresh=none' },
        payload: '{}',
        lane: 'plain',
      },
    ],
    [
      'a cookie that another site sends',
      {
        method: 'POST',
        url: '/trpc/auth.refresh',
        headers: { ...json, cookie: 'cronicl_refresh=none', origin: 'https://evil.example.com' },
        payload: '{}',
        lane: 'plain',
      },
    ],
    [
      'a mutation that nobody may ask',
      { method: 'POST', url: '/trpc/media.createUpload', payload: upload, lane: 'plain' },
    ],
    ['a body without content', { method: 'POST', url: '/trpc/auth.login', headers: json, lane: 'plain' }],
    ['an empty body', { method: 'POST', url: '/trpc/auth.login', headers: json, payload: '', lane: 'plain' }],
    ['null', { method: 'POST', url: '/trpc/auth.login', headers: json, payload: 'null', lane: 'plain' }],
    ['a list', { method: 'POST', url: '/trpc/auth.login', headers: json, payload: '[1]', lane: 'plain' }],
    [
      'a body that is no JSON',
      { method: 'POST', url: '/trpc/auth.login', headers: json, payload: '{"a":', lane: 'plain' },
    ],
    [
      'a body with a byte order mark',
      { method: 'POST', url: '/trpc/auth.logout', headers: json, payload: '\uFEFF{}', lane: 'plain' },
    ],
    [
      'a body with two of them',
      { method: 'POST', url: '/trpc/auth.logout', headers: json, payload: '\uFEFF\uFEFF{}', lane: 'plain' },
    ],
    [
      'a prototype in the body',
      { method: 'POST', url: '/trpc/auth.logout', headers: json, payload: '{"__proto__":{"a":1}}', lane: 'plain' },
    ],
    [
      'a type in capitals and with a charset',
      {
        method: 'POST',
        url: '/trpc/auth.logout',
        headers: { 'content-type': 'Application/JSON ; charset=UTF-8' },
        payload: '{}',
        lane: 'plain',
      },
    ],
    [
      'a body of text',
      {
        method: 'POST',
        url: '/trpc/auth.logout',
        headers: { 'content-type': 'text/plain' },
        payload: '{}',
        lane: 'adapter',
      },
    ],
    ['a mutation without a type', { method: 'POST', url: '/trpc/auth.logout', lane: 'adapter' }],
    [
      'a form',
      {
        method: 'POST',
        url: '/trpc/auth.logout',
        headers: { 'content-type': 'multipart/form-data; boundary=x' },
        payload: '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n--x--\r\n',
        lane: 'adapter',
      },
    ],
    [
      'an input in the address of a mutation',
      {
        method: 'POST',
        url: `/trpc/auth.login?${input({ email: 'a@b.c' })}`,
        headers: json,
        payload: '{}',
        lane: 'plain',
      },
    ],
    ['a query by POST', { method: 'POST', url: '/trpc/system.version', headers: json, payload: '{}', lane: 'adapter' }],
    [
      'a batch of mutations',
      {
        method: 'POST',
        url: '/trpc/auth.logout,auth.refresh,auth.login?batch=1',
        headers: json,
        payload: '{"0":{},"1":{},"2":{"email":"a"}}',
        lane: 'plain',
      },
    ],
    [
      'a batch of mutations without a body',
      { method: 'POST', url: '/trpc/auth.login,auth.login?batch=1', headers: json, lane: 'plain' },
    ],
    [
      'a batch of mutations whose body is text',
      { method: 'POST', url: '/trpc/auth.login,auth.login?batch=1', headers: json, payload: '"x"', lane: 'plain' },
    ],
  ])('answers %s as the adapter does', (_name, request) => expectSame(t.app, request))

  test('answers the signed-in user as the adapter does', async () => {
    const headers = { authorization }
    await expectSame(t.app, { url: '/trpc/auth.me', headers, lane: 'plain' })
    await expectSame(t.app, {
      url: `/trpc/auth.me,media.list,media.get,usage.current?batch=1&${input({ 1: { limit: 2 }, 2: { id: 'ast_none' } })}`,
      headers,
      lane: 'plain',
    })
    const post = { method: 'POST' as const, headers: { ...headers, ...json } }
    await expectSame(t.app, { ...post, url: '/trpc/media.createUpload', payload: upload, lane: 'plain' })
    await expectSame(t.app, {
      ...post,
      url: '/trpc/renders.validate,jobs.cancel,renders.create?batch=1',
      payload: { 0: { output: 1 }, 1: { id: 'job_none' }, 2: { commit: false } },
      lane: 'plain',
    })
  })

  test('refuses a body above the limit as the adapter does', () =>
    expectSame(t.app, {
      method: 'POST',
      url: '/trpc/auth.login',
      headers: json,
      payload: JSON.stringify({ email: 'x'.repeat(101 * 1024) }),
      lane: 'plain',
    }))
})
