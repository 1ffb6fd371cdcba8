import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { inspect } from 'node:util'
import { manualClock, systemClock } from '@cronicl/core'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type S3Server, startS3Server } from '../testing/s3-server.ts'
import { createS3BlobStore, type S3BlobStoreOptions } from './s3-blob-store.ts'

const mib = 1024 * 1024
const png = { contentType: 'image/png' }
let server: S3Server

beforeAll(async () => {
  server = await startS3Server()
})
afterAll(async () => await server.close())

function storeOf(options: Partial<S3BlobStoreOptions> = {}) {
  return createS3BlobStore({ ...server, forcePathStyle: true, clock: systemClock, ...options })
}

/** A server that answers as it likes, in place of the real one. */
async function standIn(answer: RequestListener): Promise<{ endpoint: string } & AsyncDisposable> {
  const http = createServer(answer).listen(0, '127.0.0.1')
  await once(http, 'listening')
  return {
    endpoint: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      http.closeAllConnections()
      http.close()
      await once(http, 'close')
    },
  }
}

test('the type and the length of a signed put are under the signature, and no checksum of an empty body', async () => {
  const { url, headers } = await storeOf().signPut('a', { expiresInS: 60, ...png, sizeBytes: 5 })
  const query = new URL(url).searchParams
  expect(query.get('X-Amz-SignedHeaders')).toBe('content-length;content-type;host')
  expect([...query.keys()].filter((name) => /checksum/i.test(name))).toEqual([])
  expect(headers).toEqual({ 'content-type': 'image/png' })
})

test('links are dated by the house clock', async () => {
  const { url, expiresAt } = await storeOf({ clock: manualClock() }).signGet('a', { expiresInS: 60 })
  expect(new URL(url).searchParams.get('X-Amz-Date')).toBe('20260101T000000Z')
  expect(expiresAt).toEqual(new Date('2026-01-01T00:01:00Z'))
})

test('links point to where clients reach the store', async () => {
  const store = storeOf({ publicEndpoint: 'https://media.example.com' })
  for (const { url } of [
    await store.signGet('a', { expiresInS: 60 }),
    await store.signPut('a', { expiresInS: 60, ...png, sizeBytes: 1 }),
  ]) {
    expect(url).toMatch(/^https:\/\/media\.example\.com\/cronicl\/a\?/)
  }
})

test('a missing bucket is made, once, by whoever comes first', async () => {
  const stores = [storeOf({ bucket: 'fresh' }), storeOf({ bucket: 'fresh' })]
  await expect(stores[0]?.put('a', Buffer.from('x'), png)).rejects.toMatchObject({ code: 'PROVIDER_NOT_CONFIGURED' })
  await Promise.all(stores.map((store) => store.ensureBucket()))
  await stores[0]?.put('a', Buffer.from('x'), png)
  await stores[1]?.ensureBucket()
  expect(await stores[1]?.head('a')).toMatchObject({ sizeBytes: 1 })
})

test('errors say what to do and hold neither key nor signature', async () => {
  const secrets = ['AKIDWRONG', 'the-wrong-secret', server.accessKeyId, server.secretAccessKey, 'Signature=']
  const cases = [
    [storeOf({ secretAccessKey: 'the-wrong-secret' }), 'PROVIDER_NOT_CONFIGURED'],
    [storeOf({ accessKeyId: 'AKIDWRONG' }), 'PROVIDER_NOT_CONFIGURED'],
    [storeOf({ endpoint: 'http://127.0.0.1:9' }), 'UPSTREAM_ERROR'],
  ] as const
  for (const [store, code] of cases) {
    const attempts = [
      store.read('a'),
      store.put('a', Readable.from([Buffer.alloc(9 * mib)]), png),
      store.delete('a', 'b'),
    ]
    for (const result of await Promise.allSettled(attempts)) {
      const { reason } = result as PromiseRejectedResult
      expect(reason).toMatchObject({ name: 'AppError', code })
      const everything = inspect(reason, { depth: null, showHidden: true })
      expect(secrets.filter((secret) => everything.includes(secret))).toEqual([])
    }
  }
})

test('what the server echoes of our keys is blotted out', async () => {
  const echo = (id: string) => `<Error><Code>Odd</Code><Message>key ${id} is odd</Message></Error>`
  await using odd = await standIn((_req, res) => {
    res.writeHead(400, { 'content-type': 'application/xml' }).end(echo(server.accessKeyId))
  })
  const failure: unknown = await storeOf({ endpoint: odd.endpoint })
    .read('a')
    .catch((error: unknown) => error)
  expect(failure).toMatchObject({ code: 'UPSTREAM_ERROR', cause: { message: 'key *** is odd', status: 400 } })
})

test('a part that fails stops the rest at once, also while the source stalls, and the upload is aborted', async () => {
  const calls: string[] = []
  await using broken = await standIn((req, res) => {
    req.resume().once('end', () => {
      const query = new URL(req.url ?? '', 'http://x').searchParams
      calls.push(`${req.method} ${query.get('partNumber') ?? ''}`.trim())
      if (query.has('uploads'))
        res.end('<InitiateMultipartUploadResult><UploadId>u1</UploadId></InitiateMultipartUploadResult>')
      else res.writeHead(req.method === 'PUT' ? 400 : 204).end()
    })
  })
  let sent = 0
  const stalling = new Readable({
    read() {
      if (sent < 9 * mib) this.push(Buffer.alloc((sent += mib) && mib))
    },
  })
  await expect(storeOf({ endpoint: broken.endpoint }).put('a', stalling, png)).rejects.toMatchObject({
    code: 'UPSTREAM_ERROR',
  })
  expect(calls).toEqual(['POST', 'PUT 1', 'DELETE'])
  expect(stalling.destroyed).toBe(true)
})

test('a body that breaks off in the middle is the store’s failure', async () => {
  await using broken = await standIn((_req, res) => {
    res.writeHead(200, { 'content-length': '1000' })
    res.write('half', () => res.destroy())
  })
  const { body } = await storeOf({ endpoint: broken.endpoint }).read('a')
  await expect(buffer(body)).rejects.toMatchObject({ code: 'UPSTREAM_ERROR' })
  const { body: unread } = await storeOf({ endpoint: broken.endpoint }).read('a')
  await vi.waitFor(() => expect(unread.closed).toBe(true), { interval: 5 })
  await expect(buffer(unread)).rejects.toMatchObject({ code: 'UPSTREAM_ERROR' })
})

test('a server that ignores ranges is not taken at its word', async () => {
  await using simple = await standIn((_req, res) => void res.end('0123456789'))
  await expect(storeOf({ endpoint: simple.endpoint }).read('a', { start: 5 })).rejects.toMatchObject({
    code: 'UPSTREAM_ERROR',
  })
})

test('an object that could not be deleted among many is reported', async () => {
  const answer = '<DeleteResult><Error><Key>b</Key><Code>AccessDenied</Code></Error></DeleteResult>'
  await using partial = await standIn((_req, res) => void res.end(answer))
  await expect(storeOf({ endpoint: partial.endpoint }).delete('a', 'b')).rejects.toMatchObject({
    code: 'UPSTREAM_ERROR',
    cause: { message: 'b: AccessDenied' },
  })
})

test('an upload that a dead process left is swept with its parts, a younger one stays', async () => {
  const clock = manualClock()
  const dated = await startS3Server({ clock })
  const store = createS3BlobStore({ ...dated, forcePathStyle: true, clock })
  const controller = new AbortController()
  let sent = 0
  const endless = new Readable({
    read() {
      if (sent < 10 * mib) this.push(Buffer.alloc((sent += mib) && mib))
    },
  })
  const put = store.put('a', endless, { ...png, signal: controller.signal })
  const begun = async () => {
    clock.advance(1)
    return await store.sweepUnfinished(clock.now())
  }
  await expect.poll(begun, { interval: 5 }).toBe(1)
  controller.abort(new Error('done'))
  await expect(put).rejects.toThrow('done')
  expect(await store.sweepUnfinished(new Date(0))).toBe(0)
  await store.close()
  await dated.close()
})
