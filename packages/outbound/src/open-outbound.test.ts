import { once } from 'node:events'
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createOutbound } from './create-outbound.ts'
import { openServer } from './testing/open-server.ts'
import { openSocketServer } from './testing/open-socket-server.ts'

const limits = { maxBytes: 10, timeoutMs: 5_000 }
let folder = ''
let path = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'outbound-'))
  path = join(folder, 'file')
})
afterEach(() => rm(folder, { recursive: true, force: true }))

test('a download is the bytes in a new file, with what the server says of them', async () => {
  const bytes = Buffer.alloc(3_000_000, 'abc')
  await using server = await openServer((response) =>
    response.writeHead(200, { 'content-type': 'Image/PNG; charset=binary', etag: '"1"' }).end(bytes),
  )
  const outbound = createOutbound({ allow: [server.pair] })
  const answer = await outbound.download(`${server.origin}/a?b=c`, path, { ...limits, maxBytes: bytes.length })
  expect(answer).toMatchObject({ url: `${server.origin}/a?b=c`, status: 200, contentType: 'image/png' })
  expect(answer.sizeBytes).toBe(bytes.length)
  expect(answer.headers.get('etag')).toBe('"1"')
  expect(bytes.equals(await readFile(path))).toBe(true)
})

test('an exchange is the whole answer, whatever its status', async () => {
  await using server = await openServer((response, { body }) => response.writeHead(410).end(body.toUpperCase()))
  const outbound = createOutbound({ allow: [server.pair] })
  const body = new TextEncoder().encode('gone')
  const answer = await outbound.exchange(server.origin, { ...limits, method: 'POST', body, headers: { 'x-a': '1' } })
  expect(answer).toMatchObject({ status: 410, contentType: null })
  expect(Buffer.from(answer.body).toString()).toBe('GONE')
  expect(server.seen).toMatchObject([{ method: 'POST', body: 'gone', headers: { 'x-a': '1', 'content-length': '4' } }])
})

test.each(['named', 'not named'])(
  'an answer of a length that is %s may have all bytes but not one more',
  async (how) => {
    await using server = await openServer((response, { url }) => {
      const size = Number(url.slice(1))
      if (how === 'named') response.setHeader('content-length', size)
      // In more than one piece, so that the limit falls between and within them.
      for (let left = size; left > 0; left -= 4) response.write('a'.repeat(Math.min(4, left)))
      response.end()
    })
    const outbound = createOutbound({ allow: [server.pair] })
    expect(await outbound.download(`${server.origin}/10`, path, limits)).toMatchObject({ sizeBytes: 10 })
    await rm(path)
    const tooLarge = { code: 'PAYLOAD_TOO_LARGE', details: { maxBytes: 10, status: 200 } }
    await expect(outbound.download(`${server.origin}/11`, path, limits)).rejects.toMatchObject(tooLarge)
    await expect(outbound.exchange(`${server.origin}/11`, limits)).rejects.toMatchObject(tooLarge)
    expect(await readdir(folder)).toEqual([])
  },
)

test('a length that is too large is refused before the first byte', async () => {
  await using server = await openSocketServer({
    onData: (socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 11\r\n\r\n'),
  })
  await expect(
    createOutbound({ allow: [server.pair] }).download(`http://${server.pair}/`, path, limits),
  ).rejects.toMatchObject({ code: 'PAYLOAD_TOO_LARGE' })
})

test('a connection ends with its exchange, also where nobody reads the body', async () => {
  await using server = await openSocketServer({
    onData: (socket) => socket.write('HTTP/1.1 404 Not Found\r\ncontent-length: 1000\r\n\r\nsorry'),
  })
  const outbound = createOutbound({ allow: [server.pair] })
  await expect(outbound.download(`http://${server.pair}/`, path, limits)).rejects.toMatchObject({
    details: { status: 404 },
  })
  const [socket] = server.sockets
  if (socket && !socket.closed) await once(socket, 'close')
  expect(server.sockets).toHaveLength(1)
})

test('a body without end is cut at the limit', async () => {
  await using server = await openSocketServer({
    onConnect: (socket) => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n')
      const more = () => socket.write('a'.repeat(65_536), (error) => error ?? more())
      more()
    },
  })
  const outbound = createOutbound({ allow: [server.pair] })
  await expect(
    outbound.download(`http://${server.pair}/`, path, { ...limits, maxBytes: 1_000_000 }),
  ).rejects.toMatchObject({ code: 'PAYLOAD_TOO_LARGE' })
  expect(await readdir(folder)).toEqual([])
})

test.each([204, 304, 404, 500])('a download that is answered with %i', async (status) => {
  await using server = await openServer((response) => response.writeHead(status).end())
  const download = createOutbound({ allow: [server.pair] }).download(server.origin, path, limits)
  if (status === 204) expect(await download).toMatchObject({ status, sizeBytes: 0 })
  else await expect(download).rejects.toMatchObject({ code: 'UPSTREAM_ERROR', details: { status } })
  expect(await readdir(folder)).toEqual(status === 204 ? ['file'] : [])
})

test('an encoding that was not asked for is no file', async () => {
  await using server = await openServer((response) =>
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(100_000))),
  )
  await expect(
    createOutbound({ allow: [server.pair] }).download(server.origin, path, { ...limits, maxBytes: 1_000 }),
  ).rejects.toMatchObject({ code: 'UPSTREAM_ERROR' })
  expect(server.seen[0]?.headers['accept-encoding']).toBe('identity')
  expect(await readdir(folder)).toEqual([])
})

test('a file that is there already stays as it is', async () => {
  await using server = await openServer()
  await writeFile(path, 'mine')
  await expect(createOutbound({ allow: [server.pair] }).download(server.origin, path, limits)).rejects.toMatchObject({
    code: 'EEXIST',
  })
  expect(await readFile(path, 'utf8')).toBe('mine')
})

test('a body that breaks off leaves no file', async () => {
  await using server = await openSocketServer({
    onData: (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf'),
  })
  await expect(
    createOutbound({ allow: [server.pair] }).download(`http://${server.pair}/`, path, limits),
  ).rejects.toMatchObject({ code: 'UPSTREAM_ERROR' })
  expect(await readdir(folder)).toEqual([])
})

test.each(['', 'HTTP/1.1 200 OK\r\n', 'HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf'])(
  'an answer that stops after %j is waited for as long as the whole exchange may take',
  async (start) => {
    await using server = await openSocketServer({ onData: (socket) => socket.write(start) })
    const outbound = createOutbound({ allow: [server.pair] })
    const short = { ...limits, timeoutMs: 100 }
    const late = { code: 'UPSTREAM_TIMEOUT', message: `http://${server.pair} did not answer in time.` }
    await expect(outbound.download(`http://${server.pair}/`, path, short)).rejects.toMatchObject(late)
    await expect(outbound.exchange(`http://${server.pair}/`, short)).rejects.toMatchObject(late)
    expect(await readdir(folder)).toEqual([])
  },
)

test('the time is for all redirects together', async () => {
  await using server = await openServer((response) => response.writeHead(302, { location: '/' }).end())
  const outbound = createOutbound({ allow: [server.pair] })
  await expect(
    outbound.exchange(server.origin, { ...limits, timeoutMs: 1_000, redirects: 1_000_000 }),
  ).rejects.toMatchObject({ code: 'UPSTREAM_TIMEOUT' })
  expect(server.seen.length).toBeGreaterThan(1)
})

test('an abort ends the download with its reason, and takes the file with it', async () => {
  const controller = new AbortController()
  const reason = new Error('canceled')
  await using server = await openSocketServer({
    onData: (socket) => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf', () => controller.abort(reason))
    },
  })
  const { signal } = controller
  await expect(
    createOutbound({ allow: [server.pair] }).download(`http://${server.pair}/`, path, { ...limits, signal }),
  ).rejects.toBe(reason)
  expect(await readdir(folder)).toEqual([])
})

test('closing ends what is under way and lets nothing begin', async () => {
  const { promise: arrived, resolve: arrive } = Promise.withResolvers<void>()
  await using server = await openSocketServer({ onData: () => arrive() })
  const outbound = createOutbound({ allow: [server.pair] })
  const underWay = outbound.exchange(`http://${server.pair}/`, limits).catch((error: unknown) => error)
  await arrived
  await outbound.close()
  expect(await underWay).toMatchObject({ code: 'UPSTREAM_ERROR' })
  await expect(outbound.exchange(`http://${server.pair}/`, limits)).rejects.toMatchObject({ code: 'UPSTREAM_ERROR' })
  expect(server.sockets).toHaveLength(1)
})

test('no error holds path, query or headers of the request', async () => {
  await using silent = await openSocketServer()
  // No HTTP, and what it says is what it was told.
  await using rude = await openSocketServer({ onData: (socket, text) => socket.end(text) })
  await using broken = await openSocketServer({ onData: (socket) => socket.resetAndDestroy() })
  await using server = await openServer((response) => response.writeHead(403).end())
  const outbound = createOutbound({ allow: [silent.pair, rude.pair, broken.pair, server.pair] })
  const origins = [silent, rude, broken, server].map(({ pair }) => `http://${pair}`)
  for (const origin of [...origins, 'https://10.0.0.1', 'https://nobody.invalid', 'https://exa mple.com']) {
    const request = { ...limits, timeoutMs: 100, headers: { authorization: 'secret' } }
    const error: unknown = await outbound
      .download(`${origin}/secret?signature=secret`, path, request)
      .catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(Error)
    expect(inspect(error, { depth: Infinity, showHidden: true })).not.toContain('secret')
  }
})
