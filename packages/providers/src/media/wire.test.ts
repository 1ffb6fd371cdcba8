import { type RequestListener, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { createWire } from './wire.ts'

const opened: AsyncDisposable[] = []
afterEach(async () => {
  for (const server of opened.splice(0)) await server[Symbol.asyncDispose]()
})

/** A server that keeps the lines of what arrives. */
async function serve(answer: RequestListener) {
  const lines: string[] = []
  const sockets = new Set<number | undefined>()
  const server = createServer((request, response) => {
    lines.push(`${request.method} ${request.url}`)
    sockets.add(request.socket.remotePort)
    answer(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  opened.push({
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, lines, sockets }
}
const newWire = () => createWire({ provider: 'replicate', model: 'google/nano-banana', reasons: () => [] })

test('a good answer is handed on whole, with the time that it tells', async () => {
  const { url } = await serve((_, response) => {
    response.setHeader('date', 'Sat, 21 Nov 2026 12:00:00 GMT')
    response.end('{"id":1}')
  })
  const wire = newWire()
  const answer = await wire.fetch(`${url}/create`, { method: 'POST', body: '{}' })
  expect(await answer.json()).toEqual({ id: 1 })
  expect([wire.failure(), wire.refusal()]).toEqual([null, null])
  expect(wire.date()).toEqual(new Date('2026-11-21T12:00:00Z'))
})

test('whatever asks for a second request, none leaves', async () => {
  const { url, lines } = await serve((_, response) => response.writeHead(429).end('{}'))
  const wire = newWire()
  const answers = []
  for (let attempt = 0; attempt < 3; attempt++) answers.push(await wire.fetch(url, { method: 'POST', body: '{}' }))
  expect(answers.map(({ status }) => status)).toEqual([499, 499, 499])
  expect(lines).toEqual(['POST /'])
  expect(wire.failure()).toMatchObject({ code: 'RATE_LIMITED', details: { billed: 'no', status: 429 } })
})

test.each([301, 302, 303, 307, 308])('a redirect (%s) is not followed, and says neither yes nor no', async (status) => {
  const { url, lines } = await serve((_, response) => response.writeHead(status, { location: '/elsewhere' }).end())
  const wire = newWire()
  await wire.fetch(url, { method: 'POST', body: '{}' })
  expect(lines).toEqual(['POST /'])
  expect(wire.failure()).toMatchObject({ details: { billed: 'unknown' } })
})

test('a misdirected request (421) is not sent again, as the platform’s fetch would', async () => {
  const { url, lines } = await serve((_, response) => response.writeHead(421).end('{}'))
  const wire = newWire()
  await wire.fetch(url, { method: 'POST', body: '{}' })
  expect(lines).toEqual(['POST /'])
  expect(wire.failure()).toMatchObject({ details: { billed: 'no', status: 421 } })
})

test('a create has a connection of its own; questions share them', async () => {
  const { url, sockets } = await serve((_, response) => response.end('{}'))
  for (let times = 0; times < 3; times++) await newWire().fetch(url, { method: 'POST', body: '{}' })
  expect(sockets.size).toBe(3)
  sockets.clear()
  for (let times = 0; times < 3; times++) await newWire().fetch(url)
  expect(sockets.size).toBeLessThan(3)
})

test('an answer that breaks off is seen here, and not by whoever reads it', async () => {
  const { url } = await serve((_, response) => {
    response.writeHead(200, { 'content-length': '100' })
    response.write('{"id":', () => response.destroy())
  })
  const wire = newWire()
  expect((await wire.fetch(url, { method: 'POST', body: '{}' })).status).toBe(499)
  expect(wire.failure()).toMatchObject({ code: 'UPSTREAM_ERROR', details: { billed: 'unknown' } })
})

test('an empty answer is one', async () => {
  const { url } = await serve((_, response) => response.writeHead(204).end())
  const wire = newWire()
  expect((await wire.fetch(url, { method: 'DELETE' })).status).toBe(204)
  expect(wire.failure()).toBeNull()
})
