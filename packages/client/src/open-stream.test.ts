import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createApi } from './trpc-client.ts'
import { openStream } from './open-stream.ts'

const connected = 'event: connected\ndata: {"reconnectAfterInactivityMs":45000}\n\n\n'
const returned = 'event: return\ndata: \n\n\n'
const ping = 'event: ping\ndata: \n\n\n'
const told = (data: unknown, id?: string): string => `data: ${JSON.stringify(data)}\n${id ? `id: ${id}\n` : ''}\n\n`
const failed = (code: string, httpStatus: number): string =>
  `event: serialized-error\ndata: ${JSON.stringify({ message: 'no', code: -1, data: { code, httpStatus } })}\n\n\n`

interface Asked {
  url: string
  init: RequestInit
  /** Sends text, ends the answer or cuts the connection. */
  send(text: string): void
  end(): void
  cut(): void
}

/** A server that leaves its answers to the test; a text is sent and the connection is then lost. */
function server(...answers: (string | Response)[]) {
  const asked: Asked[] = []
  const fetch = vi.fn(async (url: unknown, init: RequestInit = {}) => {
    const answer = answers.shift()
    if (answer instanceof Response) return answer
    let body!: ReadableStreamDefaultController<Uint8Array>
    const stream = new ReadableStream<Uint8Array>({ start: (controller) => void (body = controller) })
    init.signal?.addEventListener('abort', () => body.error(init.signal?.reason))
    const send = (text: string): void => body.enqueue(new TextEncoder().encode(text))
    asked.push({
      url: String(url),
      init,
      send,
      end: () => body.close(),
      cut: () => body.error(new TypeError('terminated')),
    })
    if (answer !== undefined) {
      send(answer)
      body.close()
    }
    return new Response(stream, { headers: { 'content-type': 'text/event-stream' } })
  })
  return { asked, fetch, door: { url: 'http://api.test', fetch: fetch as unknown as typeof globalThis.fetch } }
}

async function all(events: AsyncIterable<unknown>, into: unknown[] = []): Promise<unknown[]> {
  for await (const event of events) into.push(event)
  return into
}

/** What it fails with. */
function failureOf(events: Promise<unknown>): Promise<unknown> {
  return events.then(
    () => Promise.reject(new Error('it ended well')),
    (failure: unknown) => failure,
  )
}

const story = { path: 'ai.suggestStream', input: { text: 'x'.repeat(40_000) } }
const watch = { path: 'jobs.watch', input: { id: 'job_1' }, resumable: true }

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

test('a stream is asked for by POST, its input as the body, and read to its end', async () => {
  const { door, asked, fetch } = server(connected + told({ delta: 'Once' }) + ping + told(null) + returned)
  expect(await all(openStream(door, story))).toEqual([{ delta: 'Once' }, null])
  expect(fetch).toHaveBeenCalledOnce()
  const [{ url, init }] = asked as [Asked]
  expect([url, init.method, JSON.parse(init.body as string)]).toEqual([
    'http://api.test/trpc/ai.suggestStream',
    'POST',
    story.input,
  ])
})

test.each([
  ['between two events', connected + told('a')],
  ['in the middle of an event', `${connected}${told('a')}data: "b`],
  ['before the first event', connected],
  ['before anything came', ''],
])('a paid stream that is lost %s ends with NETWORK_ERROR and is begun once', async (_when, text) => {
  const { door, fetch } = server(text, connected + told('again') + returned)
  const events: unknown[] = []
  await expect(all(openStream(door, story), events)).rejects.toMatchObject({ code: 'NETWORK_ERROR' })
  await vi.advanceTimersByTimeAsync(600_000)
  expect(events).not.toContain('again')
  expect(fetch).toHaveBeenCalledOnce()
})

test('a stream with ids goes on after the last of them, however often it is lost', async () => {
  const { door, asked } = server(
    connected + told('a', '1') + told('b', '2'),
    connected,
    new Response('<html>', { status: 503 }),
    connected + told('c', '3') + returned,
  )
  const events = all(openStream(door, { path: 'jobs.watch', input: {} }))
  await vi.advanceTimersByTimeAsync(60_000)
  expect(await events).toEqual([
    { id: '1', data: 'a' },
    { id: '2', data: 'b' },
    { id: '3', data: 'c' },
  ])
  expect(asked.map(({ init }) => new Headers(init.headers).get('last-event-id'))).toEqual([null, '2', '2'])
})

test('an event without id among others leaves the last id as it is', async () => {
  const restored = 'data: "b"\nid: \n\n\nevent: restore-id\ndata: \nid: 1\n\n\n'
  const { door, asked } = server(connected + told('a', '1') + restored, connected + returned)
  const events = all(openStream(door, story))
  await vi.advanceTimersByTimeAsync(1_000)
  expect(await events).toEqual([{ id: '1', data: 'a' }, 'b'])
  expect(new Headers(asked[1]?.init.headers).get('last-event-id')).toBe('1')
})

test('what may be begun again is, even if nothing had come', async () => {
  const { door, fetch } = server('', connected + told('a', '1') + returned)
  const events = all(openStream(door, watch))
  await vi.advanceTimersByTimeAsync(1_000)
  expect(await events).toEqual([{ id: '1', data: 'a' }])
  expect(fetch).toHaveBeenCalledTimes(2)
})

test("the server's error ends a stream", async () => {
  const { door, fetch } = server(connected + told('a', '1') + failed('NOT_FOUND', 404))
  await expect(all(openStream(door, watch))).rejects.toMatchObject({ name: 'CroniclError', code: 'NOT_FOUND' })
  expect(fetch).toHaveBeenCalledOnce()
})

test('a server that fails again and again is asked a few times, and then no more', async () => {
  const broken = connected + failed('INTERNAL_ERROR', 500)
  const { door, fetch } = server(...Array.from({ length: 20 }, () => broken))
  const failure = failureOf(all(openStream(door, watch)))
  await vi.advanceTimersByTimeAsync(600_000)
  expect(await failure).toMatchObject({ code: 'INTERNAL_ERROR' })
  expect(fetch).toHaveBeenCalledTimes(6)
})

test('a refusal that is no stream keeps its code', async () => {
  const error = { message: 'too large', code: -1, data: { code: 'PAYLOAD_TOO_LARGE', details: { limitBytes: 51_200 } } }
  const { door } = server(Response.json({ error }, { status: 413 }))
  await expect(all(openStream(door, story))).rejects.toMatchObject({
    code: 'PAYLOAD_TOO_LARGE',
    details: { limitBytes: 51_200 },
    httpStatus: 413,
  })
})

test('pings keep a slow stream alive for as long as it takes', async () => {
  const { door, asked, fetch } = server()
  const events = all(openStream(door, story))
  await vi.advanceTimersByTimeAsync(0)
  asked[0]?.send(connected)
  for (let i = 0; i < 20; i++) {
    await vi.advanceTimersByTimeAsync(40_000)
    asked[0]?.send(ping)
  }
  asked[0]?.send(told('at last') + returned)
  expect(await events).toEqual(['at last'])
  expect(fetch).toHaveBeenCalledOnce()
})

test('a connection that has fallen silent is lost', async () => {
  const { door, asked, fetch } = server()
  const failure = failureOf(all(openStream(door, story)))
  await vi.advanceTimersByTimeAsync(0)
  asked[0]?.send(connected)
  await vi.advanceTimersByTimeAsync(46_000)
  expect(await failure).toMatchObject({ code: 'NETWORK_ERROR' })
  expect(asked[0]?.init.signal?.aborted).toBe(true)
  expect(fetch).toHaveBeenCalledOnce()
})

test('a reader that takes its time does not lose what has come', async () => {
  const { door } = server(connected + told('a') + told('b') + returned)
  const events: unknown[] = []
  const reading = (async () => {
    for await (const event of openStream(door, story)) {
      await new Promise((resolve) => setTimeout(resolve, 120_000))
      events.push(event)
    }
  })()
  await vi.advanceTimersByTimeAsync(300_000)
  await reading
  expect(events).toEqual(['a', 'b'])
})

test('leaving the loop closes the connection at once', async () => {
  const { door, asked } = server()
  const events = openStream(door, story)
  const first = events.next()
  await vi.advanceTimersByTimeAsync(0)
  asked[0]?.send(connected + told('a'))
  expect((await first).value).toBe('a')
  await events.return()
  expect(asked[0]?.init.signal?.aborted).toBe(true)
})

test('an abort closes the connection at once, and throws its reason', async () => {
  const { door, asked } = server()
  const stop = new AbortController()
  const events = all(openStream(door, { ...story, signal: stop.signal }))
  await vi.advanceTimersByTimeAsync(0)
  asked[0]?.send(connected + told('a'))
  stop.abort()
  expect(asked[0]?.init.signal?.aborted).toBe(true)
  await expect(events).rejects.toMatchObject({ name: 'AbortError' })
})

test('an abort while it waits to come back ends the waiting', async () => {
  const { door, fetch } = server(connected + told('a', '1'))
  const stop = new AbortController()
  const failure = failureOf(all(openStream(door, { ...watch, signal: stop.signal })))
  await vi.advanceTimersByTimeAsync(10)
  stop.abort()
  expect(await failure).toMatchObject({ name: 'AbortError' })
  expect(fetch).toHaveBeenCalledOnce()
})

test('callbacks are told the events, the turns of the connection and the end', async () => {
  const { door } = server(connected + told('a', '1'), connected + told('b', '2') + returned)
  const seen: unknown[] = []
  await new Promise<void>((resolve) => {
    createApi(door.url, door.fetch).jobs.watch.subscribe(
      { id: 'job_1' },
      {
        onStarted: () => seen.push('started'),
        onData: (event) => seen.push(event.data),
        onConnectionStateChange: ({ state }) => seen.push(state),
        onComplete: resolve,
      },
    )
    void vi.advanceTimersByTimeAsync(1_000)
  })
  expect(seen).toEqual(['connecting', 'started', 'pending', 'a', 'connecting', 'started', 'pending', 'b'])
})

test("callbacks are told the server's error with its code", async () => {
  const { door } = server(connected + failed('NOT_FOUND', 404))
  const error = await new Promise<{ data?: { code: string } | null | undefined }>((resolve) => {
    createApi(door.url, door.fetch).jobs.watch.subscribe({ id: 'job_1' }, { onError: resolve })
  })
  expect(error.data?.code).toBe('NOT_FOUND')
})

test('unsubscribing closes the connection at once', async () => {
  const { door, asked } = server()
  const subscription = createApi(door.url, door.fetch).jobs.watch.subscribe({ id: 'job_1' }, { onData: () => {} })
  await vi.advanceTimersByTimeAsync(0)
  subscription.unsubscribe()
  expect(asked[0]?.init.signal?.aborted).toBe(true)
})
