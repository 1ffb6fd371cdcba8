import { once } from 'node:events'
import { type Server, connect, createServer } from 'node:net'
import { AppError } from '@cronicl/core'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { readStream } from './read-stream.ts'
import { type StreamApp, openStreamApp } from './stream-app.ts'

let t: StreamApp
beforeEach(async () => {
  t = await openStreamApp()
})
afterEach(() => t[Symbol.asyncDispose]())

const input = { text: 'ä'.repeat(20_000) }
const doors = [
  ['tRPC', '/trpc/told'],
  ['plain HTTP', '/told'],
] as const

describe.each(doors)('over %s', (_name, door) => {
  test('a long input comes as the body, and each event leaves when it is there', async () => {
    const stream = await readStream(`${t.base}${door}`, input)
    expect(stream.response.headers).toMatchObject({
      'content-type': expect.stringContaining('text/event-stream') as string,
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
    })
    expect(await stream.until('\n\n')).toBeTruthy()
    for (const word of ['one', 'two', 'three']) {
      // The next is said only when the last has been heard.
      t.turns.emit('say', word)
      await stream.until(`data: "${word}"\n\n`)
    }
    t.turns.emit('say')
    await stream.rest()
  })

  test('whoever hangs up is not worked for any longer', async () => {
    const stream = await readStream(`${t.base}${door}`, input)
    await stream.until('data: {"text"')
    const gone = once(t.turns, 'gone')
    const letGo = once(t.turns, 'let-go')
    stream.hangUp()
    await Promise.all([gone, letGo])
    await expect.poll(() => t.app.openStreams.size).toBe(0)
  })

  test('whoever hangs up before the first event is not worked for either', async () => {
    const url = `${t.base}${door.replace('told', 'silent')}`
    const begun = once(t.turns, 'begun')
    const leave = new AbortController()
    const asked = fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(input),
      signal: leave.signal,
    }).catch((error: Error) => error.name)
    await begun
    const gone = once(t.turns, 'gone')
    leave.abort()
    await gone
    expect(await asked).toBe('AbortError')
    await expect.poll(() => t.app.openStreams.size).toBe(0)
  })

  test('closing lets a stream that cannot be taken up again finish', async () => {
    const stream = await readStream(`${t.base}${door}`, input)
    await stream.until('data: {"text"')
    const closed = t.app.close()
    t.turns.emit('say', 'the end')
    await stream.until('data: "the end"')
    t.turns.emit('say')
    expect(await stream.rest()).not.toContain('error')
    await closed
  })
})

test.each(['/trpc/counted', '/counted'])('closing cuts %s, which can be taken up after its last event', async (url) => {
  const stream = await readStream(`${t.base}${url}`, undefined, { 'last-event-id': '7' })
  await stream.until('\n\n')
  const cut = stream.rest().catch((error: NodeJS.ErrnoException) => error.code)
  await t.app.close()
  expect(await cut).toBe('ECONNRESET')
})

test.each([
  ['GET', '/trpc/counted?input={}', undefined],
  ['POST', '/trpc/counted', {}],
  ['plain HTTP', '/counted', undefined],
])('a stream is taken up after the last event by %s', async (_how, url, body) => {
  const stream = await readStream(`${t.base}${url}`, body, { 'last-event-id': '7' })
  expect(await stream.until('{"id":8}')).toContain('data: {"id":8}')
  stream.hangUp()
})

test('what is refused before the first event has its own status over plain HTTP', async () => {
  const refused = await t.app.inject({ method: 'POST', url: '/refused', payload: { text: 'x' } })
  expect([refused.statusCode, refused.json<{ error: { code: string } }>().error.code]).toEqual([429, 'LIMIT_EXCEEDED'])
  const wrong = await t.app.inject({ method: 'POST', url: '/told', payload: { txt: 'x' } })
  expect([wrong.statusCode, wrong.json<{ error: { code: string } }>().error.code]).toEqual([400, 'VALIDATION_ERROR'])
})

test('what fails after the first event is told as an event, in the form of every error, and is the end', async () => {
  const answer = await t.app.inject({ method: 'POST', url: '/invalid', payload: { text: 'x' } })
  const [first, last, ...rest] = answer.body.split('\n\n')
  expect([answer.statusCode, first, rest]).toEqual([200, 'data: "one"', ['']])
  const [type, data] = last?.split('\n') ?? []
  expect(type).toBe('event: error')
  expect(JSON.parse(data?.slice('data: '.length) ?? '')).toEqual({
    error: {
      code: 'VALIDATION_ERROR',
      message: 'No.',
      details: { issues: [{ path: ['text'], message: 'No.' }] },
      requestId: expect.any(String) as string,
    },
  })
})

test('a stream that fails while it is read tells what failed', async () => {
  const stream = await readStream(`${t.base}/told`, input)
  await stream.until('\n\n')
  t.turns.emit('say', new AppError('UPSTREAM_TIMEOUT', 'Too slow.'))
  expect(await stream.rest()).toContain('event: error\ndata: {"error":{"code":"UPSTREAM_TIMEOUT"')
})

test('a quiet stream is kept alive by a comment', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  try {
    const stream = await readStream(`${t.base}/told`, input)
    await stream.until('\n\n')
    vi.advanceTimersByTime(15_000)
    expect(await stream.until('\n\n')).toBe(': ping\n\n')
    stream.hangUp()
    await once(t.turns, 'let-go')
  } finally {
    vi.useRealTimers()
  }
})

test('nothing between the procedure and the client holds small packets back', () => {
  expect((t.app.server as unknown as { noDelay: boolean }).noDelay).toBe(true)
})

/** Passes bytes on until it is told to cut everything. */
async function openProxy(to: string): Promise<{ base: string; cut(): void; server: Server }> {
  const sockets = new Set<{ destroy(): void }>()
  const server = createServer((socket) => {
    const upstream = connect(Number(new URL(to).port), '127.0.0.1')
    for (const end of [socket, upstream]) sockets.add(end.on('error', () => {}))
    socket.pipe(upstream).pipe(socket)
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as { port: number }
  return {
    base: `http://127.0.0.1:${port}`,
    server,
    cut: () => sockets.forEach((socket) => socket.destroy()),
  }
}

test.each(doors)(
  'a connection that is cut on the way ends the work over %s, which had begun once',
  async (_n, door) => {
    const proxy = await openProxy(t.base)
    let begun = 0
    t.turns.on('begun', () => begun++)
    const stream = await readStream(`${proxy.base}${door}`, input)
    await stream.until('data: {"text"')
    const gone = once(t.turns, 'gone')
    const broken = stream.rest().catch((error: NodeJS.ErrnoException) => error.code)
    proxy.cut()
    await gone
    expect([await broken, begun]).toEqual(['ECONNRESET', 1])
    proxy.server.close()
  },
)
