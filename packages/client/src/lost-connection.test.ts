import { once } from 'node:events'
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openStream } from './open-stream.ts'

let server: Server
let url: string
let started: { request: IncomingMessage; body: string }[]
let answer: (request: IncomingMessage, response: ServerResponse) => void
beforeEach(async () => {
  started = []
  server = createServer((request, response) => {
    let body = ''
    request.on('data', (text) => (body += String(text)))
    request.on('end', () => {
      started.push({ request, body })
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write('event: connected\ndata: {}\n\n\n')
      answer(request, response)
    })
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterEach(() => {
  server.closeAllConnections()
  server.close()
})

const call = { path: 'ai.suggestStream', input: { text: 'ä'.repeat(20_000) } }

test('a paid stream whose connection is cut was started exactly once', async () => {
  answer = (_request, response) => response.write('data: "Once"\n\n\n', () => response.destroy())
  const events: unknown[] = []
  await expect(
    (async () => {
      for await (const event of openStream({ url, fetch }, call)) events.push(event)
    })(),
  ).rejects.toMatchObject({ name: 'CroniclError', code: 'NETWORK_ERROR' })
  expect(events).toEqual(['Once'])
  expect(started.map(({ body }) => JSON.parse(body) as unknown)).toEqual([call.input])
})

test('one that can be taken up again is, after its last event', async () => {
  answer = (request, response) => {
    const after = Number(request.headers['last-event-id'] ?? 0)
    response.write(`data: {"n":${after + 1}}\nid: ${after + 1}\n\n\n`, () => {
      if (after < 1) response.destroy()
      else response.end('event: return\ndata: \n\n\n')
    })
  }
  const events: unknown[] = []
  for await (const event of openStream({ url, fetch }, call)) events.push(event)
  expect(events).toEqual([
    { id: '1', data: { n: 1 } },
    { id: '2', data: { n: 2 } },
  ])
})

test('the server sees at once that the reader has left', async () => {
  const left = new Promise((resolve) => {
    answer = (_request, response) => response.once('close', resolve).write('data: "Once"\n\n\n')
  })
  for await (const event of openStream({ url, fetch }, call)) {
    expect(event).toBe('Once')
    break
  }
  await left
})

test('the server sees at once that the reader has stopped', async () => {
  const stop = new AbortController()
  const left = new Promise((resolve) => {
    answer = (_request, response) => response.once('close', resolve) && stop.abort()
  })
  const events = openStream({ url, fetch }, { ...call, signal: stop.signal })
  await expect(events.next()).rejects.toMatchObject({ name: 'AbortError' })
  await left
})
