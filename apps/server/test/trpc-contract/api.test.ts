import { appRouter } from '@cronicl/api'
import { type CreateFastifyContextOptions, fastifyTRPCPlugin } from '@trpc/server/adapters/fastify'
import { afterAll, beforeAll, describe, test } from 'vitest'
import { createContext } from '../../src/actor.ts'
import { answerTrpcFailures } from '../../src/routes/trpc.ts'
import { type TestApp, createTestApp } from '../test-app.ts'
import { type ContractCase, expectSameAnswer, input, json, post } from './expect-same-answer.ts'

let t: TestApp
beforeAll(async () => {
  t = await createTestApp({ CORS_ORIGINS: 'https://app.example.com' })
  const { app, runtime } = t
  await app.register(async (scope) => {
    answerTrpcFailures(scope, runtime)
    await scope.register(fastifyTRPCPlugin, {
      prefix: '/stock',
      trpcOptions: {
        router: appRouter,
        createContext: ({ req, res }: CreateFastifyContextOptions) => createContext(runtime, req, res),
        maxBatchSize: 20,
        allowMethodOverride: true,
      },
    })
  })
})
afterAll(() => t[Symbol.asyncDispose]())

const version = '/trpc/system.version'
const versions = (count: number): string => `/trpc/${Array.from({ length: count }, () => 'system.version').join(',')}`
const media = (id: unknown): string => `/trpc/media.get?${input({ id })}`
const upload = { fileName: 'photo.jpg', mimeType: 'image/jpeg', sizeBytes: 0 }
const form = { 'content-type': 'multipart/form-data; boundary=x' }

const queries: ContractCase[] = [
  ['a query', { url: version }, 'plain'],
  ['an empty input', { url: `${version}?input=` }, 'plain'],
  ['null as the input', { url: `${version}?input=null` }, 'plain'],
  ['an unknown field', { url: `${version}?${input({ surname: 'x' })}` }, 'plain'],
  ['a query for signed-in users', { url: '/trpc/auth.me' }, 'plain'],
  ['a bad token', { url: '/trpc/auth.me', headers: { authorization: 'Bearer x' } }, 'plain'],
  ['a bad token where none is needed', { url: version, headers: { authorization: 'Bearer x' } }, 'plain'],
  ['a missing input', { url: '/trpc/media.get' }, 'plain'],
  ['an input that is no JSON', { url: '/trpc/media.get?input={"id"' }, 'plain'],
  ['an input of another type', { url: media(7) }, 'plain'],
  ['plus signs and escapes', { url: '/trpc/media.get?input=%7B%22id%22:+%22%C3%A4%2B%22%7D' }, 'plain'],
  ['a broken escape in the query', { url: '/trpc/media.get?input=%E0%A4%A' }, 'plain'],
  ['an input given twice', { url: `${media('a')}&${input({ id: 'b' })}` }, 'plain'],
  ['another site', { url: version, headers: { origin: 'https://app.example.com' } }, 'plain'],
  ['a browser', { url: version, headers: { accept: 'text/html,*/*;q=0.8' } }, 'plain'],
  ['a GET that says it is JSON', { url: version, headers: json }, 'plain'],
  ['a GET that says it is text', { url: version, headers: { 'content-type': 'text/plain' } }, 'adapter'],
  ['a GET that says it is a form', { url: version, headers: form }, 'adapter'],
  ['a host', { url: version, headers: { host: 'cronicl.example.com:99' } }, 'plain'],
  ['a host that is none', { url: version, headers: { host: 'a b' } }, 'neither'],
  ['a subscription', { url: `/trpc/jobs.watch?${input({ id: 'job_none' })}` }, 'events'],
  ['a subscription with a bad token', { url: '/trpc/jobs.watch', headers: { authorization: 'Bearer x' } }, 'events'],
  ['a streaming client', { url: version, headers: { accept: 'application/jsonl' } }, 'adapter'],
  ['HEAD', { method: 'HEAD', url: version }, 'adapter'],
  ['PUT', { method: 'PUT', url: version, payload: {} }, 'adapter'],
  ['DELETE', { method: 'DELETE', url: version }, 'adapter'],
]

const names: ContractCase[] = [
  ['a name that is not there', { url: '/trpc/auth.nobody' }, 'adapter'],
  ['a router', { url: '/trpc/auth' }, 'adapter'],
  ['a name of every object', { url: '/trpc/constructor' }, 'adapter'],
  ['the prototype', { url: '/trpc/__proto__' }, 'adapter'],
  ['no name', { url: '/trpc/' }, 'adapter'],
  ['an escaped name', { url: '/trpc/system%2Eversion' }, 'plain'],
  ['a name that is escaped twice', { url: '/trpc/system%252Eversion' }, 'adapter'],
  ['a name with a broken escape', { url: '/trpc/system%25E0%25A4' }, 'adapter'],
  ['names in a row without batch', { url: versions(2) }, 'adapter'],
  ['a mutation by GET', { url: '/trpc/auth.logout' }, 'adapter'],
  ['a query by POST', post(version, '{}'), 'adapter'],
  ['connection parameters', { url: `${version}?connectionParams={}` }, 'adapter'],
  ['connection parameters that are none', { url: `${version}?connectionParams={"a":1}` }, 'adapter'],
]

const batches: ContractCase[] = [
  ['a batch of one', { url: `${version}?batch=1` }, 'plain'],
  ['batch=true', { url: `${version}?batch=true` }, 'plain'],
  ['a batch at the limit', { url: `${versions(20)}?batch=1&input={}` }, 'plain'],
  ['a batch above the limit', { url: `${versions(21)}?batch=1&input={}` }, 'adapter'],
  [
    'a batch whose answers differ',
    { url: `/trpc/system.version,auth.me,media.get?batch=1&${input({ 2: { id: 5 } })}` },
    'plain',
  ],
  ['a batch that fails alike', { url: '/trpc/auth.me,auth.me?batch=1&input={}' }, 'plain'],
  ['a batch with a name that is not there', { url: '/trpc/system.version,none?batch=1&input={}' }, 'adapter'],
  ['a batch with an empty name', { url: '/trpc/system.version,?batch=1&input={}' }, 'adapter'],
  ['a mixed batch', { url: '/trpc/system.version,auth.logout?batch=1&input={}' }, 'adapter'],
  ['a batch of subscriptions', { url: '/trpc/jobs.watch,jobs.watch?batch=1&input={}' }, 'adapter'],
  ['a batch whose input is a list', { url: `${versions(2)}?batch=1&input=[]` }, 'plain'],
  ['a batch whose input is null', { url: `${versions(2)}?batch=1&input=null` }, 'plain'],
  ['a batch whose input is no JSON', { url: `${versions(2)}?batch=1&input={` }, 'plain'],
  [
    'a streaming batch',
    {
      url: '/trpc/system.version,auth.me?batch=1&input={}',
      headers: { 'trpc-accept': 'application/jsonl' },
    },
    'adapter',
  ],
  [
    'a batch of mutations',
    post('/trpc/auth.logout,auth.refresh,auth.login?batch=1', { 0: {}, 1: {}, 2: { email: 'a' } }),
    'plain',
  ],
  ['a batch of mutations without a body', post('/trpc/auth.login,auth.login?batch=1', ''), 'plain'],
  ['a batch of mutations whose body is a text', post('/trpc/auth.login,auth.login?batch=1', '"x"'), 'plain'],
]

const mutations: ContractCase[] = [
  ['a mutation', post('/trpc/auth.logout', '{}'), 'plain'],
  ['a subscription by POST', post('/trpc/jobs.watch', { id: 'job_none' }), 'events'],
  ['a batch of subscriptions by POST', post('/trpc/jobs.watch,jobs.watch?batch=1', '{}'), 'adapter'],
  ['a mutation that clears a cookie', post('/trpc/auth.logout', '{}', { cookie: 'cronicl_refresh=none' }), 'plain'],
  [
    'a cookie that another site sends',
    post('/trpc/auth.refresh', '{}', { cookie: 'cronicl_refresh=none', origin: 'https://evil.example.com' }),
    'plain',
  ],
  ['a mutation for signed-in users', post('/trpc/media.createUpload', upload), 'plain'],
  ['no body', { method: 'POST', url: '/trpc/auth.login', headers: json }, 'plain'],
  ['an empty body', post('/trpc/auth.login', ''), 'plain'],
  ['null', post('/trpc/auth.login', 'null'), 'plain'],
  ['a list', post('/trpc/auth.login', '[1]'), 'plain'],
  ['a body that is no JSON', post('/trpc/auth.login', '{"a":'), 'plain'],
  ['a prototype in the body', post('/trpc/auth.logout', '{"__proto__":{"a":1}}'), 'plain'],
  ['a byte order mark', post('/trpc/auth.logout', '\uFEFF{}'), 'adapter'],
  ['two byte order marks', post('/trpc/auth.logout', '\uFEFF\uFEFF{}'), 'adapter'],
  [
    'JSON in capitals',
    post('/trpc/auth.logout', '{}', { 'content-type': 'Application/JSON ; charset=UTF-8' }),
    'plain',
  ],
  ['a body of text', post('/trpc/auth.logout', '{}', { 'content-type': 'text/plain' }), 'adapter'],
  ['a type that is none', post('/trpc/auth.logout', '{}', { 'content-type': 'json' }), 'neither'],
  ['no type', { method: 'POST', url: '/trpc/auth.logout' }, 'adapter'],
  // An injected request is no stream that the adapter could read a form from.
  ['a form', post('/trpc/auth.logout', '--x--', form), 'neither'],
  ['an input in the address', post(`/trpc/auth.login?${input({ email: 'a@b.c' })}`, '{}'), 'plain'],
  ['a body above the limit', post('/trpc/auth.login', { email: 'x'.repeat(101 * 1024) }), 'neither'],
]

describe.each([
  ['queries', queries],
  ['names', names],
  ['batches', batches],
  ['mutations', mutations],
])('%s of the API', (_group, cases) => {
  test.each(cases)('%s is answered as the adapter does', (_name, request, lane) =>
    expectSameAnswer(t.app, request, lane),
  )
})

test('a signed-in user is answered as the adapter does', async () => {
  const headers = { authorization: `Bearer ${(await t.signUp()).token}` }
  const several = input({ 1: { limit: 2 }, 2: { id: 'ast_none' } })
  const requests = [
    { url: '/trpc/auth.me', headers },
    { url: media('ast_none'), headers },
    { url: `/trpc/auth.me,media.list,media.get,usage.current?batch=1&${several}`, headers },
    post('/trpc/media.createUpload', upload, headers),
    post('/trpc/renders.validate,jobs.cancel?batch=1', { 0: { output: 1 }, 1: { id: 'job_none' } }, headers),
  ]
  for (const request of requests) await expectSameAnswer(t.app, request, 'plain')
  const watched = { url: `/trpc/jobs.watch?${input({ id: 'job_none' })}`, headers }
  for (const request of [watched, post('/trpc/jobs.watch', { id: 'job_none' }, headers)])
    await expectSameAnswer(t.app, request, 'events')
})
