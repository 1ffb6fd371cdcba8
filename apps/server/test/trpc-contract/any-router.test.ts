import { EventEmitter, once } from 'node:events'
import { TRPCError, initTRPC, lazy } from '@trpc/server'
import { fastifyTRPCPlugin } from '@trpc/server/adapters/fastify'
import { type FastifyInstance, type FastifyRequest, fastify } from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { serveTrpc } from '../../src/routes/trpc.ts'
import { type ContractCase, expectSameAnswer, input, post } from './expect-same-answer.ts'

const hangUps = new EventEmitter()

/** Everything that a procedure could do wrong, and what ours do not use. */
function oddRouter() {
  const t = initTRPC.context<{ who: string }>().create({
    isDev: false,
    transformer: { serialize: (value) => ({ sent: value }), deserialize: (value) => (value as { sent: unknown }).sent },
    errorFormatter: ({ shape, input: given, path, type, ctx }) => ({
      ...shape,
      data: { ...shape.data, given, path, type, who: ctx?.who ?? null },
    }),
  })
  const echo = t.procedure.input(z.object({ text: z.string() }).optional())
  const fail = (thrown: unknown) => t.procedure.query(() => Promise.reject(thrown as Error))
  return t.router({
    plain: t.procedure.query(({ ctx }) => ctx.who),
    nothing: t.procedure.query(() => undefined),
    echo: echo.query(({ input: given }) => given ?? null),
    echoByPost: echo.mutation(({ input: given }) => given ?? null),
    date: t.procedure.query(() => new Date(0)),
    bigint: t.procedure.query(() => 7n),
    stream: t.procedure.query(async function* () {
      yield 1
    }),
    promise: t.procedure.query(() => ({ later: Promise.resolve(1) })),
    text: fail('text'),
    nil: fail(undefined),
    thing: fail({ message: 'a thing', extra: 1 }),
    conflict: fail(new TRPCError({ code: 'CONFLICT', message: 'no' })),
    formatted: t.procedure
      .errors(({ shape }) => ({ ...shape, message: 'formatted' }))
      .query(() => Promise.reject(new TRPCError({ code: 'FORBIDDEN' }))),
    inner: { plain: t.procedure.query(() => 1) },
    lazy: lazy(async () => t.router({ plain: t.procedure.query(() => 2) })),
    waits: t.procedure.query(async ({ signal }) => {
      hangUps.emit('waiting')
      if (!signal?.aborted) await once(signal as AbortSignal, 'abort')
      hangUps.emit('gone')
    }),
  })
}

let app: FastifyInstance
beforeAll(async () => {
  app = fastify()
  const trpcOptions = {
    router: oddRouter(),
    createContext: async ({ req }: { req: FastifyRequest }) => {
      if (req.headers.authorization) throw new Error('no context')
      return { who: 'nobody' }
    },
    maxBatchSize: 3,
  }
  await serveTrpc(app, '/trpc', trpcOptions)
  await app.register(fastifyTRPCPlugin, { prefix: '/stock', trpcOptions })
})
afterAll(() => app.close())

const sent = (text: unknown) => ({ sent: { text } })
const noContext = { authorization: 'x' }

test.each<ContractCase>([
  ['a context', { url: '/trpc/plain' }, 'plain'],
  ['no data', { url: '/trpc/nothing' }, 'plain'],
  ['a transformed input', { url: `/trpc/echo?${input(sent('ä'))}` }, 'plain'],
  ['an input that cannot be transformed back', { url: '/trpc/echo?input=null' }, 'plain'],
  ['an input that is no JSON where none is asked for', { url: '/trpc/plain?input={' }, 'plain'],
  ['an input of another form', { url: `/trpc/echo?${input(sent(5))}` }, 'plain'],
  ['a date', { url: '/trpc/date' }, 'plain'],
  ['data that are no JSON', { url: '/trpc/bigint' }, 'plain'],
  ['a batch of which one is no JSON', { url: '/trpc/plain,bigint?batch=1' }, 'plain'],
  ['a stream', { url: '/trpc/stream' }, 'plain'],
  ['a promise in the data', { url: '/trpc/promise' }, 'plain'],
  ['a batch with a stream', { url: '/trpc/stream,plain,promise?batch=1' }, 'plain'],
  ['a thrown text', { url: '/trpc/text' }, 'plain'],
  ['a thrown nothing', { url: '/trpc/nil' }, 'plain'],
  ['a thrown thing', { url: '/trpc/thing' }, 'plain'],
  ['an error of its own', { url: '/trpc/conflict' }, 'plain'],
  ['an error with a formatter of its own', { url: '/trpc/formatted' }, 'plain'],
  ['a context that fails', { url: '/trpc/plain', headers: noContext }, 'plain'],
  ['a batch whose context fails', { url: '/trpc/plain,echo?batch=1', headers: noContext }, 'plain'],
  ['a router within', { url: '/trpc/inner.plain' }, 'plain'],
  ['a router that is loaded when it is called', { url: '/trpc/lazy.plain' }, 'adapter'],
  ['a batch of three', { url: `/trpc/echo,text,conflict?batch=1&${input({ 0: sent('a') })}` }, 'plain'],
  ['inputs of which one is wrong', { url: `/trpc/echo,echo?batch=1&${input({ 0: sent('a'), 1: sent(1) })}` }, 'plain'],
  ['inputs of which one is not sent', { url: `/trpc/echo,echo?batch=1&${input({ 1: sent('a') })}` }, 'plain'],
  ['a mutation', post('/trpc/echoByPost', sent('a')), 'plain'],
  ['a mutation without input', post('/trpc/echoByPost', ''), 'plain'],
  ['a wrong mutation', post('/trpc/echoByPost', sent(1)), 'plain'],
])('%s is answered as the adapter does', (_name, request, lane) => expectSameAnswer(app, request, lane))

test('a procedure hears that its client has gone', async () => {
  const address = await app.listen({ port: 0 })
  const [waiting, gone] = [once(hangUps, 'waiting'), once(hangUps, 'gone')]
  const leave = new AbortController()
  const asked = fetch(`${address}/trpc/waits`, { signal: leave.signal })
  await waiting
  leave.abort()
  await expect(asked).rejects.toMatchObject({ name: 'AbortError' })
  await gone
})
