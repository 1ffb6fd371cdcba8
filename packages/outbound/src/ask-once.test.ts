import { once } from 'node:events'
import type { LookupAddress } from 'node:dns'
import { expect, test } from 'vitest'
import { type Ask, type Way, askOnce } from './ask-once.ts'
import { type Resolve, resolveName } from './find-addresses.ts'
import { openServer } from './testing/open-server.ts'
import { type SocketHandler, openSocketServer } from './testing/open-socket-server.ts'
import { selfSigned } from './testing/self-signed.ts'

const ask = (url: string): Ask => ({ url: new URL(url), method: 'GET', headers: {}, body: null })
const way = (rest: Partial<Way> = {}): Way => ({
  allow: [],
  resolve: resolveName,
  signal: AbortSignal.timeout(5_000),
  ...rest,
})
const v4 = (address: string): LookupAddress => ({ address, family: 4 })
/** Public by every rule, and of a block that is given to nobody: what goes there arrives nowhere. */
const nobody: LookupAddress = { address: '2d00::1', family: 6 }

/** A name server that says something else each time. */
function resolverThatSays(...answers: LookupAddress[][]): Resolve & { asked: string[] } {
  const asked: string[] = []
  const resolve = (name: string) => Promise.resolve(answers[asked.push(name) - 1] ?? [])
  return Object.assign(resolve, { asked })
}

test.each([
  '127.0.0.1',
  '127.1',
  '2130706433',
  '0x7f.1',
  '0177.0.0.1',
  '0.0.0.0',
  '１２７.０.０.１',
  '127。0。0。1',
  '[::1]',
  '[::]',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  'localhost',
])('of a server on this machine, spelled %s, nothing is reached', async (host) => {
  await using canary = await openServer()
  const url = `http://${host}:${canary.port}/`
  await expect(askOnce(ask(url), way())).rejects.toMatchObject({ code: 'VALIDATION_ERROR' })
  expect(canary.connections).toBe(0)

  await using answer = await askOnce(ask(canary.origin), way({ allow: [canary.pair] }))
  expect(answer.status).toBe(200)
  expect(canary.connections).toBe(1)
})

test('a name that is public when it is checked and private a moment later is not asked there', async () => {
  await using canary = await openServer()
  const resolve = resolverThatSays([nobody], [v4('127.0.0.1')])
  const url = `http://rebind.example.com:${canary.port}/`

  await expect(askOnce(ask(url), way({ resolve, signal: AbortSignal.timeout(500) }))).rejects.not.toMatchObject({
    code: 'VALIDATION_ERROR',
  })
  expect(resolve.asked).toEqual(['rebind.example.com'])
  await expect(askOnce(ask(url), way({ resolve }))).rejects.toMatchObject({ code: 'VALIDATION_ERROR' })
  expect(canary.connections).toBe(0)
})

test('one private address among public ones refuses the name', async () => {
  await using canary = await openServer()
  const resolve = () => Promise.resolve([v4('1.1.1.1'), nobody, v4('127.0.0.1')])
  await expect(askOnce(ask(`http://mixed.example.com:${canary.port}/`), way({ resolve }))).rejects.toMatchObject({
    code: 'VALIDATION_ERROR',
    message: `The address http://mixed.example.com:${canary.port} may not be reached from here.`,
  })
  expect(canary.connections).toBe(0)
})

test('a name without addresses and an unknown one are trouble of the other side', async () => {
  const resolve = resolverThatSays([])
  await expect(askOnce(ask('https://empty.example.com/'), way({ resolve }))).rejects.toMatchObject({
    code: 'UPSTREAM_ERROR',
  })
  await expect(askOnce(ask('https://nobody.invalid/'), way())).rejects.toMatchObject({ code: 'UPSTREAM_ERROR' })
})

test('a second address is tried where the first one does not answer', async () => {
  const resolve = () => Promise.resolve([{ address: '::1', family: 6 }, v4('127.0.0.1')])
  await using onlyV4 = await openSocketServer({ onData: (socket) => socket.end('HTTP/1.1 204 No Content\r\n\r\n') })
  const url = `http://two.example.com:${onlyV4.port}/`
  await using answer = await askOnce(ask(url), way({ resolve, allow: [new URL(url).host] }))
  expect(answer.status).toBe(204)
})

test('over TLS the name of the URL is asked for and certified, at whichever address', async () => {
  const certificate = selfSigned('media.example.com')
  await using server = await openServer(undefined, certificate)
  const resolve = () => Promise.resolve([v4('127.0.0.1')])
  const host = `media.example.com:${server.port}`
  const url = `https://${host}/a?b=c`

  await using answer = await askOnce(ask(url), way({ resolve, allow: [host], ca: certificate.cert }))
  expect(answer.status).toBe(200)
  expect(server.seen).toMatchObject([{ url: '/a?b=c', servername: 'media.example.com', headers: { host } }])
})

test('a certificate of another name or of nobody known ends the connection before the request', async () => {
  const certificate = selfSigned('media.example.com')
  await using server = await openServer(undefined, certificate)
  const resolve = () => Promise.resolve([v4('127.0.0.1')])
  const other = `other.example.com:${server.port}`
  const same = `media.example.com:${server.port}`

  await expect(
    askOnce(ask(`https://${other}/`), way({ resolve, allow: [other], ca: certificate.cert })),
  ).rejects.toMatchObject({ code: 'UPSTREAM_ERROR' })
  await expect(askOnce(ask(`https://${same}/`), way({ resolve, allow: [same] }))).rejects.toMatchObject({
    code: 'UPSTREAM_ERROR',
  })
  expect(server.connections).toBe(2)
  expect(server.seen).toEqual([])
})

test('headers are the caller’s, but for the host and the encoding', async () => {
  await using server = await openServer()
  const headers = { 'X-One': '1', Host: 'evil.example.com', 'Accept-Encoding': 'gzip' }
  await using answer = await askOnce({ ...ask(`${server.origin}/`), headers }, way({ allow: [server.pair] }))
  expect(answer.status).toBe(200)
  expect(server.seen[0]?.headers).toMatchObject({ 'x-one': '1', host: server.pair, 'accept-encoding': 'identity' })
  expect(server.seen[0]?.headers).not.toHaveProperty('cookie')
})

const paid = '{"pay":1}'
test.each<[string, SocketHandler, number]>([
  ['at once', { onConnect: (socket) => socket.resetAndDestroy() }, 0],
  ['after it was sent', { onData: (socket, text) => text.endsWith(paid) && socket.resetAndDestroy() }, 1],
  ['in the middle of the answer', { onData: (socket) => socket.end('HTTP/1.1 200 OK\r\nx-a') }, 1],
])('a request whose connection ends %s is not sent again', async (_when, handler, sent) => {
  await using server = await openSocketServer(handler)
  const post: Ask = { ...ask(`http://${server.pair}/`), method: 'POST', body: paid }
  await expect(askOnce(post, way({ allow: [server.pair] }))).rejects.toMatchObject({
    code: 'UPSTREAM_ERROR',
    message: `http://${server.pair} could not be reached.`,
  })
  expect(server.sockets).toHaveLength(1)
  expect(server.received.filter((text) => text.endsWith(paid)).length).toBeLessThanOrEqual(sent)
})

test('bytes beyond ASCII in headers are no trouble', async () => {
  const head = 'HTTP/1.1 200 OK\r\nx-name: é\r\nx-two: 1\r\nx-two: 2\r\ncontent-length: 0\r\n\r\n'
  await using server = await openSocketServer({ onData: (socket) => socket.end(head) })
  await using answer = await askOnce(ask(`http://${server.pair}/`), way({ allow: [server.pair] }))
  expect(Buffer.from(answer.headers.get('x-name') ?? '', 'latin1').toString()).toBe('é')
  expect(answer.headers.get('x-two')).toBe('1, 2')
})

test.each<[string, string, Partial<Way>]>([
  ['a name that is never resolved', 'https://slow.example.com', { resolve: () => new Promise(() => {}) }],
  ['a handshake that never ends', 'https://silent.example.com', {}],
  ['an answer that never begins', 'http://silent.example.com', {}],
])('%s is given up when the signal says so', async (_what, origin, rest) => {
  await using silent = await openSocketServer()
  const url = `${origin}:${silent.port}/`
  const signal = AbortSignal.timeout(100)
  const resolve = () => Promise.resolve([v4('127.0.0.1')])
  await expect(askOnce(ask(url), way({ resolve, allow: [new URL(url).host], signal, ...rest }))).rejects.toMatchObject({
    name: 'TimeoutError',
  })
})

test('a handshake that is given up ends its connection', async () => {
  const controller = new AbortController()
  await using silent = await openSocketServer({ onData: () => controller.abort() })
  const resolve = () => Promise.resolve([v4('127.0.0.1')])
  const allow = [`silent.example.com:${silent.port}`]
  await askOnce(ask(`https://${allow[0]}/`), way({ resolve, allow, signal: controller.signal })).catch(() => {})
  const [socket] = silent.sockets
  if (socket && !socket.closed) await once(socket, 'close')
  expect(silent.sockets).toHaveLength(1)
})

test('what is aborted before it begins asks nobody, not even for an address', async () => {
  const resolve = resolverThatSays()
  const signal = AbortSignal.abort(new Error('no longer wanted'))
  await expect(askOnce(ask('https://example.com/'), way({ resolve, signal }))).rejects.toThrow('no longer wanted')
  expect(resolve.asked).toEqual([])
})
