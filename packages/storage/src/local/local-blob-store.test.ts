import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rm, stat, symlink, truncate, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { manualClock } from '@cronicl/core'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createLocalBlobStore, type LocalBlobStore } from './local-blob-store.ts'

const png = { contentType: 'image/png' }
const clock = manualClock()
let root: string
let store: LocalBlobStore

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'cronicl-local-'))
  store = createLocalBlobStore({ root, publicUrl: 'http://host', secret: 's'.repeat(32), clock })
})
afterEach(async () => await rm(root, { recursive: true }))

test('a link among the objects is not followed', async () => {
  const secret = join(root, 'secret')
  await writeFile(secret, 'x'.repeat(1000))
  await mkdir(join(root, 'objects'))
  await symlink(secret, join(root, 'objects', 'link'))
  await expect(store.read('link')).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await expect(store.copy('link', 'copy')).rejects.toMatchObject({ code: 'NOT_FOUND' })
  expect(await store.head('link')).toBeNull()
})

test('a folder is no object, and a key cannot be the folder of another', async () => {
  await store.put('a/b', Buffer.from('x'), png)
  expect(await store.head('a')).toBeNull()
  expect(await store.head('a/b/c')).toBeNull()
  await store.delete('a', 'a/b/c')
  await expect(store.put('a', Buffer.from('x'), png)).rejects.toMatchObject({ code: 'VALIDATION_ERROR' })
  await expect(store.put('a/b/c', Buffer.from('x'), png)).rejects.toMatchObject({ code: 'VALIDATION_ERROR' })
  expect(await store.head('a/b')).toMatchObject({ sizeBytes: 1 })
  expect(await readdir(join(root, 'tmp'))).toEqual([])
})

test('a file that was cut short is reported, not served', async () => {
  await store.put('a', Buffer.alloc(5000), png)
  await truncate(join(root, 'objects', 'a'), 4000)
  await expect(store.read('a')).rejects.toThrow('damaged')
  await truncate(join(root, 'objects', 'a'), 10)
  await expect(store.read('a')).rejects.toThrow('damaged')
})

test('a body of another length than announced leaves nothing', async () => {
  for (const body of [Buffer.from('four'), Readable.from([Buffer.from('six'), Buffer.from('six')])]) {
    await expect(store.put('a', body, { ...png, sizeBytes: 5 })).rejects.toMatchObject({ code: 'VALIDATION_ERROR' })
    expect(await store.head('a')).toBeNull()
    expect(await readdir(join(root, 'tmp'))).toEqual([])
  }
  await store.put('a', Buffer.from('fives'), { ...png, sizeBytes: 5 })
  expect(await store.head('a')).toMatchObject({ sizeBytes: 5 })
})

test('folders go with their last object', async () => {
  await store.put('media/u/images/a/original.png', Buffer.from('x'), png)
  await store.put('media/u/images/b/original.png', Buffer.from('x'), png)
  await store.delete('media/u/images/a/original.png')
  expect(await readdir(join(root, 'objects/media/u/images'))).toEqual(['b'])
  await store.delete('media/u/images/b/original.png')
  expect(await readdir(join(root, 'objects'))).toEqual([])
})

test('a put beside a delete that prunes its folder still lands', async () => {
  for (let round = 0; round < 30; round++) {
    await store.put('u/a', Buffer.from('x'), png)
    await Promise.all([store.delete('u/a'), store.put('u/b', Buffer.from('x'), png), store.delete('u/none')])
    expect(await store.head('u/b')).not.toBeNull()
    await store.delete('u/b')
  }
})

test('modification times are those of the house clock, also of copies', async () => {
  await store.put('a', Buffer.from('x'), png)
  clock.advance(3_600_000)
  await store.copy('a', 'b')
  for await (const object of store.list('b')) expect(object.modifiedAt).toEqual(clock.now())
})

test('only what was left unfinished before the given time is swept', async () => {
  await mkdir(join(root, 'tmp'))
  for (const name of ['old', 'new']) await writeFile(join(root, 'tmp', name), 'half')
  await utimes(join(root, 'tmp', 'old'), 1000, 1000)
  expect(await store.sweepUnfinished(new Date(2_000_000))).toBe(1)
  expect(await readdir(join(root, 'tmp'))).toEqual(['new'])
})

test('files are for our own user alone', async () => {
  await store.put('u/a', Buffer.from('x'), png)
  expect((await stat(join(root, 'objects/u/a'))).mode & 0o077).toBe(0)
  expect((await stat(join(root, 'objects/u'))).mode & 0o077).toBe(0)
})

test('a reader that stops early gives its file back', async () => {
  await store.put('a', randomBytes(2_000_000), png)
  const openFiles = async () => (await readdir('/proc/self/fd').catch(() => [])).length
  const before = await openFiles()
  for (let i = 0; i < 5; i++) {
    for await (const _ of (await store.read('a')).body) break
    await store.head('a')
    await store.read('a', { start: 9_000_000 }).catch(() => {})
    await store.read('none').catch(() => {})
  }
  expect(await openFiles()).toBe(before)
})

test('nothing is made on the disk before the first write', async () => {
  await store.head('a')
  for await (const object of store.list('')) expect(object).toBeUndefined()
  expect(existsSync(join(root, 'objects'))).toBe(false)
})

test('a secret that is too short to sign with is refused', () => {
  expect(() => createLocalBlobStore({ root, publicUrl: '', secret: 'short', clock })).toThrow(RangeError)
})
