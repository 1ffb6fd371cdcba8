import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { manualClock } from '@cronicl/core'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { serveLocalFiles } from '../testing/serve-local-files.ts'
import { createLocalBlobStore, type LocalBlobStore } from './local-blob-store.ts'

const clock = manualClock()
let root: string
let store: LocalBlobStore
let server: Awaited<ReturnType<typeof serveLocalFiles>>

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'cronicl-files-'))
  store = createLocalBlobStore({ root, publicUrl: () => server.url, secret: 's'.repeat(32), clock })
  server = await serveLocalFiles(store, clock)
  await store.put('u/page', Buffer.from('<script>alert(1)</script>'), { contentType: 'text/html' })
})
afterAll(async () => {
  await server.close()
  await rm(root, { recursive: true })
})

test('a page among the media can do nothing with our origin', async () => {
  const { url } = await store.signGet('u/page', { expiresInS: 90 })
  const { headers } = await fetch(url, { method: 'HEAD' })
  expect(Object.fromEntries(headers)).toMatchObject({
    'content-type': 'text/html',
    'content-length': '25',
    'accept-ranges': 'bytes',
    'cache-control': 'private, max-age=90',
    'x-content-type-options': 'nosniff',
    'cross-origin-resource-policy': 'cross-origin',
    'content-security-policy': expect.stringMatching(/^default-src 'none'.*; sandbox$/),
  })
})

test('a range that hangs on a validator is answered with the whole, since we gave none', async () => {
  const { url } = await store.signGet('u/page', { expiresInS: 90 })
  const answer = await fetch(url, { headers: { range: 'bytes=0-3', 'if-range': '"etag"' } })
  expect([answer.status, (await answer.text()).length]).toEqual([200, 25])
})

test('other methods are told what there is', async () => {
  const answer = await fetch(`${server.url}/files/u/page`, { method: 'DELETE' })
  expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, HEAD, PUT'])
})

test('a refusal is in the house form and says what to do', async () => {
  const answer = await fetch(`${server.url}/files/../../etc/passwd?exp=1&sig=x`)
  expect([answer.status, await answer.json()]).toEqual([
    403,
    { code: 'FORBIDDEN', message: 'This link is not valid. Ask for a new one.' },
  ])
})

test('a parameter given twice does not pass for one', async () => {
  const { url } = await store.signGet('u/page', { expiresInS: 90, downloadName: 'a' })
  const query = { ...Object.fromEntries(new URL(url).searchParams), name: ['a'] }
  expect(() => store.verifyGet('u/page', query)).toThrow('not valid')
})

test('a client that hangs up in the middle of a put leaves nothing', async () => {
  const { url } = await store.signPut('u/new', { expiresInS: 90, contentType: 'image/png', sizeBytes: 1000 })
  const { port, pathname, search } = new URL(url)
  const socket = connect(Number(port), '127.0.0.1')
  socket.write(
    `PUT ${pathname}${search} HTTP/1.1\r\nHost: x\r\nContent-Type: image/png\r\nContent-Length: 1000\r\n\r\nhalf`,
  )
  await vi.waitFor(async () => expect(await readdir(join(root, 'tmp'))).toHaveLength(1), { interval: 5 })
  socket.destroy()
  await vi.waitFor(async () => expect(await readdir(join(root, 'tmp'))).toEqual([]), { interval: 5 })
  expect(await store.head('u/new')).toBeNull()
})
