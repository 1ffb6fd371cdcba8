import { createHash, createHmac } from 'node:crypto'
import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import { connect } from 'node:net'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { manualClock, secondMs, systemClock } from '@cronicl/core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createS3BlobStore } from '../s3/s3-blob-store.ts'
import { type S3Server, startS3Server } from './s3-server.ts'
import { startSigV4Gate } from './sigv4-gate.ts'

let server: S3Server
beforeAll(async () => {
  server = await startS3Server()
})
afterAll(async () => await server.close())

interface Attempt {
  at?: Date
  body?: string
  /** What the signature says of the body. */
  hash?: string
  signed?: Record<string, string>
  unsigned?: Record<string, string>
  secret?: string
}

const hex = (text: string) => createHash('sha256').update(text).digest('hex')

/** PUTs /cronicl/k, signed by our own reading of AWS's documentation rather than by the SDK. */
async function put({
  at = systemClock.now(),
  body = 'bytes',
  hash = hex(body),
  signed = {},
  unsigned = {},
  secret,
}: Attempt) {
  const date = at.toISOString().replace(/[-:]|\.\d+/g, '')
  const day = date.slice(0, 8)
  const host = new URL(server.endpoint).host
  const headers: Record<string, string> = { host, 'x-amz-content-sha256': hash, 'x-amz-date': date, ...signed }
  const names = Object.keys(headers).sort()
  const lines = names.map((name) => `${name}:${headers[name]}`)
  const canonical = ['PUT', '/cronicl/k', '', ...lines, '', names.join(';'), hash].join('\n')
  const scope = `${day}/us-east-1/s3/aws4_request`
  const key = scope
    .split('/')
    .reduce<string | Buffer>(
      (k, part) => createHmac('sha256', k).update(part).digest(),
      `AWS4${secret ?? server.secretAccessKey}`,
    )
  const signature = createHmac('sha256', key)
    .update(`AWS4-HMAC-SHA256\n${date}\n${scope}\n${hex(canonical)}`)
    .digest('hex')
  const authorization = `AWS4-HMAC-SHA256 Credential=${server.accessKeyId}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}`
  const answer = await fetch(`${server.endpoint}/cronicl/k`, {
    method: 'PUT',
    body,
    headers: { ...headers, ...unsigned, authorization },
  })
  return `${answer.status} ${/<Code>(\w+)/.exec(await answer.text())?.[1] ?? ''}`.trim()
}

const now = systemClock.now()
const minutes = (n: number) => new Date(now.getTime() + n * 60 * secondMs)
const md5 = (text: string) => createHash('md5').update(text).digest('base64')

test.each<[string, Attempt, string]>([
  ['a right signature', {}, '200'],
  ['a body that is not signed, when it says so', { hash: 'UNSIGNED-PAYLOAD' }, '200'],
  ['a clock that is 14 minutes off', { at: minutes(-14) }, '200'],
  ['a right MD5', { signed: { 'content-md5': md5('bytes') } }, '200'],
  ['another secret', { secret: 'another' }, '403 SignatureDoesNotMatch'],
  ['another body than signed', { hash: hex('other') }, '400 XAmzContentSHA256Mismatch'],
  ['a wrong MD5', { signed: { 'content-md5': md5('other') } }, '400 BadDigest'],
  ['a header of Amazon outside the signature', { unsigned: { 'x-amz-meta-a': 'b' } }, '403 AccessDenied'],
  ['a request of twenty minutes ago', { at: minutes(-20) }, '403 RequestTimeTooSkewed'],
  ['a request of the future', { at: minutes(20) }, '403 RequestTimeTooSkewed'],
  ['a body signed in chunks', { hash: 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD' }, '501 NotImplemented'],
])('%s', async (_what, attempt, answer) => {
  const store = createS3BlobStore({ ...server, forcePathStyle: true, clock: systemClock })
  await store.delete('k')
  expect(await put(attempt)).toBe(answer)
  expect((await store.head('k'))?.sizeBytes).toBe(answer === '200' ? 5 : undefined)
  await store.close()
})

test('who does not sign at all gets nothing', async () => {
  for (const path of ['/', '/cronicl', '/cronicl/k', '/cronicl/%zz', '/cronicl/k?X-Amz-Signature=00']) {
    const answer = await fetch(server.endpoint + path)
    expect([400, 403]).toContain(answer.status)
    expect(await answer.text()).toMatch(/<Code>(AccessDenied|InvalidURI|InvalidAccessKeyId)/)
  }
})

test('a page of another origin may ask first', async () => {
  const answer = await fetch(`${server.endpoint}/cronicl/k`, { method: 'OPTIONS' })
  expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([204, '*'])
})

test('a link to be used later is not valid before', async () => {
  const ahead = createS3BlobStore({ ...server, forcePathStyle: true, clock: manualClock(minutes(60)) })
  const { url } = await ahead.signGet('k', { expiresInS: 7200 })
  expect((await fetch(url)).status).toBe(403)
})

test('the server listens on loopback alone and takes its files with it', async () => {
  const own = await startS3Server()
  const socket = connect(Number(new URL(own.endpoint).port), '127.0.0.1')
  await once(socket, 'connect')
  await Promise.all([own.close(), once(socket, 'close')])
  expect(new URL(own.endpoint).hostname).toBe('127.0.0.1')
  await expect(fetch(own.endpoint)).rejects.toThrow('fetch failed')
  expect(await readdir(own.folder).catch((error: NodeJS.ErrnoException) => error.code)).toBe('ENOENT')
})

test('closing waits for what is still at work', async () => {
  let finished = false
  const gate = await startSigV4Gate({
    accessKeyId: server.accessKeyId,
    secretAccessKey: server.secretAccessKey,
    clock: systemClock,
    handler: async (_req, res) => {
      started.resolve()
      await once(res, 'close')
      await nextTurn()
      finished = true
    },
  })
  const started = Promise.withResolvers<void>()
  const store = createS3BlobStore({ ...server, endpoint: gate.url, forcePathStyle: true, clock: systemClock })
  const { url } = await store.signGet('k', { expiresInS: 60 })
  const answer = fetch(url).catch(() => 'broken off')
  await started.promise
  await gate.close()
  expect([finished, await answer]).toEqual([true, 'broken off'])
})
