import { request } from 'node:http'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { systemClock } from '@cronicl/core'
import { buildApp } from 'fauxqs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createS3BlobStore, type S3BlobStore } from '../s3/s3-blob-store.ts'
import { startSigV4Gate, type S3Handler } from './sigv4-gate.ts'

/**
 * A second witness: our own test server could share a misreading of S3 with the store, so the store must also get on
 * with an emulator that others wrote. (It is not the everyday one: whole objects in memory, bodies up to 11 MiB, pages
 * of a listing in another order than their tokens.)
 */
const credentials = { accessKeyId: 'AKID', secretAccessKey: 'a-secret' }
const fauxqs = buildApp({ logger: false })
let gate: Awaited<ReturnType<typeof startSigV4Gate>>
let store: S3BlobStore

beforeAll(async () => {
  const target = await fauxqs.listen({ port: 0, host: '127.0.0.1' })
  const handler: S3Handler = async (req, res, body) => {
    const upstream = request(target + req.url, { method: req.method, headers: req.headers })
    const answered = new Promise<void>((resolve, reject) => {
      upstream.once('error', reject)
      upstream.once('response', (answer) => {
        res.writeHead(answer.statusCode ?? 500, answer.headers)
        pipeline(answer, res).then(resolve, reject)
      })
    })
    await Promise.all([pipeline(body, upstream), answered])
  }
  gate = await startSigV4Gate({ ...credentials, clock: systemClock, handler })
  store = createS3BlobStore({
    ...credentials,
    endpoint: gate.url,
    region: 'us-east-1',
    bucket: 'films',
    forcePathStyle: true,
    clock: systemClock,
  })
  await store.ensureBucket()
})
afterAll(async () => {
  await store.close()
  await gate.close()
  await fauxqs.close()
})

test('the store gets on with an S3 emulator that is not ours', { timeout: 60_000 }, async () => {
  const bytes = Buffer.alloc(17 * 1024 * 1024, 'frame')
  const parts = [bytes.subarray(0, 10_000_000), bytes.subarray(10_000_000)]
  await store.put('u/a', Readable.from(parts), { contentType: 'video/mp4' })
  await store.put('u/b', Buffer.from('0123456789'), { contentType: 'image/png' })
  expect((await buffer((await store.read('u/a')).body)).equals(bytes)).toBe(true)
  const part = await store.read('u/b', { start: 2, end: 4 })
  expect([part.range, (await buffer(part.body)).toString()]).toEqual([{ start: 2, end: 4 }, '234'])
  expect(await store.copy('u/b', 'u/c')).toEqual({ key: 'u/c', sizeBytes: 10, contentType: 'image/png' })
  const listed: string[] = []
  for await (const { key, sizeBytes } of store.list('u/')) listed.push(`${key} ${sizeBytes}`)
  expect(listed).toEqual([`u/a ${bytes.length}`, 'u/b 10', 'u/c 10'])

  const signed = await store.signPut('u/d', { expiresInS: 60, contentType: 'image/png', sizeBytes: 4 })
  expect((await fetch(signed.url, { method: 'PUT', body: 'four', headers: signed.headers })).status).toBe(200)
  expect((await fetch(signed.url, { method: 'PUT', body: 'fives', headers: signed.headers })).status).toBe(403)
  expect(await (await fetch((await store.signGet('u/d', { expiresInS: 60 })).url)).text()).toBe('four')

  await store.delete('u/a')
  await store.delete('u/b', 'u/c', 'u/d', 'u/none')
  for await (const object of store.list('')) expect(object).toBeUndefined()
  await expect(store.read('u/a')).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await expect(store.read('u/a', { start: 4 })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  expect(await store.head('u/a')).toBeNull()
})
