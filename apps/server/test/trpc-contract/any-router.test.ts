import { EventEmitter, once } from 'node:events'
import { TRPCError, initTRPC, lazy, tracked } from '@trpc/server'
import { fastifyTRPCPlugin } from '@trpc/server/adapters/fastify'
import { observable } from '@trpc/server/observable'
import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { registerGracefulClose } from '../../src/plugins/graceful-close.ts'
import { serveTrpc } from '../../src/routes/trpc.ts'
import { type ContractCase, expectSameAnswer, input, post } from './expect-same-answer.ts'

const hangUps = new EventEmitter()

/** Everything that a procedure could do wrong, and what ours do not use. */
function oddRouter() {
  const t = initTRPC.context<{ who: string }>().create({
    isDev: false,
    sse: { ping: { enabled: true, intervalMs: 10 }, client: { reconnectAfterInactivityMs: 1_000 } },
    transformer: { serialize: (value) => ({ sent: value }), deserialize: (value) => (value as { sent: unknown }).sent },
    errorFormatter: ({ shape, input: given, path, type, ctx }) => ({
      ...shape,
      data: { ...shape.data, given, path, type, who: ctx?.who ?? null },
    }),
  })
  const echo = t.procedure.input(z.object({ text: z.string() }).optional())
  const fail = (thrown: unknown) => t.procedure.query(() => Promise.reject(thrown as Error))
  const events = (...values: unknown[]) =>
    t.procedure.subscription(async function* () {
      for (const value of values) {
        if (value instanceof Error) throw value
        yield value
      }
    })
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
    events: events(1, { text: 'ä\n' }, null),
    noEvents: events(),
    trackedEvents: events(tracked('7', 'a'), tracked('8', 'b')),
    mixedEvents: events('a', tracked('7', 'b'), 'c', 'd', tracked('9', 'e')),
    endless: events(1, 7n),
    broken: events(1, new TRPCError({ code: 'CONFLICT', message: 'no' })),
    unexpected: events(1, new Error('oh')),
    stopped: events(1, new DOMException('stopped', 'AbortError')),
    failing: t.procedure.subscription(() => Promise.reject(new Error('at once'))),
    noStream: t.procedure.subscription((() => 5) as never),
    observed: t.procedure.subscription(() =>
      observable<number>((observer) => {
        observer.next(1)
        observer.complete()
      }),
    ),
    repeat: t.procedure
      .input(z.object({ text: z.string(), lastEventId: z.string().optional() }).optional())
      .subscription(async function* ({ input: given }) {
        yield given ?? null
      }),
    quiet: t.procedure.subscription(async function* () {
      await new Promise((resolve) => setTimeout(resolve, 35))
      yield 1
    }),
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
  registerGracefulClose(app)
  const trpcOptions = {
    router: oddRouter(),
    // The adapter tells more of the request than is asked for here.
    createContext: async ({ req, res, ...rest }: { req: FastifyRequest; res: FastifyReply }) => {
      if (req.headers.authorization) throw new Error('no context')
      void res.header('context-lane', 'info' in rest ? 'adapter' : 'ours')
      return { who: 'nobody' }
    },
    maxBatchSize: 3,
  }
  await serveTrpc(app, '/trpc', trpcOptions)
  await app.register(fastifyTRPCPlugin, {
    prefix: '/stock',
    trpcOptions: { ...trpcOptions, allowMethodOverride: true },
  })
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

const lastId = { 'last-event-id': '7' }

test.each<ContractCase>([
  ['events', { url: '/trpc/events' }, 'events'],
  ['a stream without events', { url: '/trpc/noEvents' }, 'events'],
  ['tracked events', { url: '/trpc/trackedEvents' }, 'events'],
  ['tracked events among others', { url: '/trpc/mixedEvents' }, 'events'],
  ['events of a stream that is taken up again', { url: '/trpc/events', headers: lastId }, 'events'],
  ['an event that is no JSON', { url: '/trpc/endless' }, 'events'],
  ['an error after the first event', { url: '/trpc/broken' }, 'events'],
  ['an error that nobody expected', { url: '/trpc/unexpected' }, 'events'],
  ['a stream that was stopped', { url: '/trpc/stopped' }, 'events'],
  ['an error before the first event', { url: '/trpc/failing' }, 'events'],
  ['a subscription that gives no stream', { url: '/trpc/noStream' }, 'events'],
  ['an observable', { url: '/trpc/observed' }, 'events'],
  ['the id of the last event', { url: `/trpc/repeat?${input(sent('a'))}`, headers: lastId }, 'events'],
  ['the id of the last event, alone', { url: '/trpc/repeat?lastEventId=7' }, 'events'],
  [
    'the id of the last event beside a wrong input',
    { url: `/trpc/repeat?${input({ sent: 5 })}&lastEventId=7` },
    'events',
  ],
  ['an input by POST', post('/trpc/repeat', sent('ä')), 'events'],
  ['an input by POST after the last event', post('/trpc/repeat', sent('ä'), lastId), 'events'],
  ['a wrong input by POST', post('/trpc/repeat', sent(5)), 'events'],
  ['an input that is no JSON', post('/trpc/repeat', '{'), 'events'],
  ['no input by POST', post('/trpc/repeat', ''), 'events'],
  ['a query by POST', post('/trpc/echo', sent('a')), 'adapter'],
  ['a context that fails', { url: '/trpc/events', headers: noContext }, 'events'],
])('a subscription: %s is answered as the adapter does', (_name, request, lane) => expectSameAnswer(app, request, lane))

test('a context that fails is told by the status to whoever subscribes by POST', async () => {
  const request = post('/trpc/events', '{}', noContext)
  const [subscribed, mutated] = await Promise.all([
    app.inject(request),
    app.inject({ ...request, url: '/trpc/echoByPost' }),
  ])
  expect([subscribed.statusCode, subscribed.body]).toEqual([
    mutated.statusCode,
    mutated.body.replace('echoByPost', 'events').replace('mutation', 'subscription'),
  ])
})

test('a quiet stream is kept alive as the adapter does', async () => {
  const [ours, stock] = await Promise.all(['/trpc', '/stock'].map((door) => app.inject({ url: `${door}/quiet` })))
  const told = (body: string | undefined) => new Set(body?.split('\n\n\n'))
  expect(ours?.body).toContain('event: ping\ndata: \n\n\n')
  expect(told(ours?.body)).toEqual(told(stock?.body))
})

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
