import { EventEmitter, once } from 'node:events'
import { AppError, validationError } from '@cronicl/core'
import type { Meta } from '@cronicl/api'
import { initTRPC, tracked } from '@trpc/server'
import { type FastifyInstance, fastify } from 'fastify'
import { z } from 'zod'
import { registerErrors } from '../../src/plugins/errors.ts'
import { registerGracefulClose } from '../../src/plugins/graceful-close.ts'
import { serveRest } from '../../src/routes/rest.ts'
import { serveTrpc } from '../../src/routes/trpc.ts'

export interface StreamApp extends AsyncDisposable {
  app: FastifyInstance
  base: string
  /** `begun`, `yielded`, `gone`, `let-go`: what the procedures go through. */
  turns: EventEmitter
}

const text = z.strictObject({ text: z.string().min(1) })
const smallBytes = 2 * 1024
const largeBytes = 300 * 1024
export const limits = { small: smallBytes, usual: 100 * 1024, large: largeBytes }

/** Streams that the test leads, over both ways in, with nothing behind them. */
export async function openStreamApp(): Promise<StreamApp> {
  const turns = new EventEmitter()
  const app = fastify({ bodyLimit: limits.usual })
  registerGracefulClose(app)
  registerErrors(app, { log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} } } as never)
  const router = streamRouter(turns)
  await serveTrpc(app, '/trpc', { router, createContext: async () => ({}), maxBatchSize: 5 })
  serveRest(app, { router, createContext: async () => ({}) })
  const base = await app.listen({ port: 0, host: '127.0.0.1' })
  return { app, base, turns, [Symbol.asyncDispose]: () => app.close() }
}

function streamRouter(turns: EventEmitter) {
  const t = initTRPC.context<object>().meta<Meta>().create()
  const at = (path: `/${string}`, more: Omit<Meta, 'openapi'> = {}): Meta => ({
    openapi: { method: 'POST', path, stream: true },
    ...more,
  })
  const echo = t.procedure.input(text).mutation(({ input }) => ({ letters: input.text.length }))
  const plain = (path: `/${string}`, more: Omit<Meta, 'openapi'> = {}) =>
    t.procedure
      .meta({ openapi: { method: 'POST', path }, ...more })
      .input(text)
      .mutation(({ input }) => ({ letters: input.text.length }))
  return t.router({
    echo,
    small: plain('/small', { bodyLimitBytes: limits.small }),
    usual: plain('/usual'),
    large: plain('/large', { bodyLimitBytes: limits.large }),
    /** Yields its input, then whatever the test tells it to. */
    told: t.procedure
      .meta(at('/told'))
      .input(text)
      .subscription(async function* ({ input, signal }) {
        signal?.addEventListener('abort', () => turns.emit('gone'))
        turns.emit('begun')
        try {
          yield input
          for (;;) {
            const [word] = (await once(turns, 'say', { signal })) as [unknown]
            if (word instanceof Error) throw word
            if (word === undefined) return
            yield word
          }
        } finally {
          turns.emit('let-go')
        }
      }),
    /** Has nothing to say. */
    silent: t.procedure
      .meta(at('/silent'))
      .input(text)
      .subscription(async function* ({ signal }) {
        turns.emit('begun')
        await once(turns, 'say', { signal }).finally(() => turns.emit('gone'))
        yield 'never'
      }),
    /** Refuses what it is asked for. */
    refused: t.procedure
      .meta(at('/refused'))
      .input(text)
      .subscription(async function* () {
        yield await Promise.reject<string>(new AppError('LIMIT_EXCEEDED', 'That is enough for today.'))
      }),
    invalid: t.procedure
      .meta(at('/invalid'))
      .input(text)
      .subscription(async function* () {
        yield 'one'
        throw validationError([{ path: ['text'], message: 'No.' }])
      }),
    counted: t.procedure
      .meta({ openapi: { method: 'GET', path: '/counted', stream: true } })
      .input(z.strictObject({ lastEventId: z.string().optional() }))
      .subscription(async function* ({ input, signal }) {
        signal?.addEventListener('abort', () => turns.emit('gone'))
        turns.emit('begun')
        let id = Number(input.lastEventId ?? 0)
        for (;;) {
          id++
          yield tracked(String(id), { id })
          await once(turns, 'say', { signal })
        }
      }),
  })
}
