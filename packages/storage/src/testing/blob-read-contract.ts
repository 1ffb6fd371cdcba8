import { randomBytes } from 'node:crypto'
import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { type BlobStoreContext, mib, noTraces, png } from './blob-store-context.ts'

/** What was put comes back, whole and in parts, listed, copied and deleted. */
export function testReads(context: BlobStoreContext): void {
  test('a buffer comes back as it was put, with its type and size', async () => {
    const key = context.newKey()
    const bytes = randomBytes(70_000)
    const head = { key, sizeBytes: 70_000, contentType: 'image/png' }
    expect(await context.store.put(key, bytes, png)).toEqual(head)
    expect(await context.store.head(key)).toEqual(head)
    const { body, ...facts } = await context.store.read(key)
    expect(facts).toEqual(head)
    expect((await buffer(body)).equals(bytes)).toBe(true)
  })

  test('a stream of unknown length comes back whole, below, at and above the size of a part', async () => {
    for (const size of [0, 1, 8 * mib, 8 * mib + 1, 17 * mib]) {
      const key = context.newKey()
      const bytes = Buffer.alloc(size, randomBytes(1021))
      expect((await context.store.put(key, Readable.from(slices(bytes, 300_007)), png)).sizeBytes).toBe(size)
      expect((await context.bytesOf(key)).equals(bytes)).toBe(true)
    }
    expect(await context.tracesOf(context.newKey())).toEqual(noTraces)
  })

  test('a buffer larger than a part comes back whole', async () => {
    const key = context.newKey()
    const bytes = Buffer.alloc(9 * mib, randomBytes(1021))
    await context.store.put(key, bytes, png)
    expect((await context.bytesOf(key)).equals(bytes)).toBe(true)
  })

  test('an empty object has no bytes and no ranges', async () => {
    const key = context.newKey()
    await context.store.put(key, new Uint8Array(0), png)
    expect(await context.bytesOf(key)).toHaveLength(0)
    await expect(context.store.read(key, { start: 0 })).rejects.toMatchObject({ code: 'VALIDATION_ERROR' })
  })

  test('a new put replaces bytes and type; a reader that has begun keeps the old ones', async () => {
    const key = context.newKey()
    await context.store.put(key, Buffer.alloc(2 * mib, 'old'), png)
    const { body } = await context.store.read(key)
    await context.store.put(key, Buffer.from('new'), { contentType: 'text/plain; charset=utf-8' })
    expect((await buffer(body)).equals(Buffer.alloc(2 * mib, 'old'))).toBe(true)
    expect(await context.bytesOf(key)).toEqual(Buffer.from('new'))
    expect(await context.store.head(key)).toMatchObject({ sizeBytes: 3, contentType: 'text/plain; charset=utf-8' })
  })

  test('ranges are inclusive, clamped to the end, and refused beyond it', async () => {
    const key = context.newKey()
    await context.store.put(key, Buffer.from('0123456789'), png)
    const cases = [
      [{ start: 0, end: 0 }, '0', { start: 0, end: 0 }],
      [{ start: 2, end: 4 }, '234', { start: 2, end: 4 }],
      [{ start: 7 }, '789', { start: 7, end: 9 }],
      [{ start: 9, end: 500 }, '9', { start: 9, end: 9 }],
    ] as const
    for (const [range, text, actual] of cases) {
      const read = await context.store.read(key, range)
      expect(read).toMatchObject({ sizeBytes: 10, contentType: 'image/png', range: actual })
      expect((await buffer(read.body)).toString()).toBe(text)
    }
    for (const wrong of [{ start: 10 }, { start: -1 }, { start: 4, end: 3 }, { start: 0.5 }]) {
      await expect(context.store.read(key, wrong)).rejects.toMatchObject({ code: 'VALIDATION_ERROR' })
    }
  })

  test('what is not there is not found, and has no head', async () => {
    const key = context.newKey()
    expect(await context.store.head(key)).toBeNull()
    const attempts = [
      () => context.store.read(key),
      () => context.store.read(key, { start: 1 }),
      () => context.store.copy(key, context.newKey()),
      () => context.store.download(key, join(context.folder, 'x')),
    ]
    for (const attempt of attempts) await expect(attempt()).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect(await readdir(context.folder)).toEqual([])
  })

  test('a copy is an object of its own', async () => {
    const [from, to] = [context.newKey(), context.newKey()]
    await context.store.put(from, Buffer.from('frame'), png)
    expect(await context.store.copy(from, to)).toEqual({ key: to, sizeBytes: 5, contentType: 'image/png' })
    await context.store.put(from, Buffer.from('another'), png)
    expect((await context.bytesOf(to)).toString()).toBe('frame')
    for (let twice = 0; twice < 2; twice++) await context.store.copy(from, to)
    await context.store.copy(from, from)
    await context.store.delete(from)
    expect((await context.bytesOf(to)).toString()).toBe('another')
    expect(await context.tracesOf(from)).toEqual(noTraces)
  })

  test('delete takes many, does not mind what is gone, and leaves the neighbours', async () => {
    const all = [context.newKey(), context.newKey(), context.newKey()]
    const neighbour = `${all[0]}.bak`
    for (const key of [...all, neighbour]) await context.store.put(key, Buffer.from('x'), png)
    await context.store.delete(...all.slice(1))
    await context.store.delete(...all)
    await context.store.delete(all[0] as string)
    await context.store.delete()
    for (const key of all) expect(await context.store.head(key)).toBeNull()
    expect(await context.store.head(neighbour)).not.toBeNull()
  })

  test('list gives what is under the prefix, whole pages and all, in the order of keys', async () => {
    const names = ['a/x', 'a-1', 'a.png', 'b/x', 'b/y/z', 'b0', 'B', 'c_1', 'd']
    for (const name of names) await context.store.put(`list/${name}`, Buffer.from(name), png)
    await context.store.put('list2/other', Buffer.from('x'), png)
    const expected = [
      'list/B',
      'list/a-1',
      'list/a.png',
      'list/a/x',
      'list/b/x',
      'list/b/y/z',
      'list/b0',
      'list/c_1',
      'list/d',
    ]
    expect(await keysUnder(context, 'list/')).toEqual(expected)
    expect(await keysUnder(context, 'list/b')).toEqual(['list/b/x', 'list/b/y/z', 'list/b0'])
    expect(await keysUnder(context, 'list/b/')).toEqual(['list/b/x', 'list/b/y/z'])
    expect(await keysUnder(context, 'list/none/')).toEqual([])
    expect(await keysUnder(context, 'list')).toEqual([...expected, 'list2/other'])
    for await (const object of context.store.list('list/b/y')) {
      expect(object).toEqual({ key: 'list/b/y/z', sizeBytes: 5, modifiedAt: expect.any(Date) })
    }
  })

  test('download writes the file whole, or not at all', async () => {
    const key = context.newKey()
    const bytes = randomBytes(3 * mib)
    await context.store.put(key, bytes, png)
    const path = join(context.folder, 'file.png')
    await context.store.download(key, path)
    expect((await readFile(path)).equals(bytes)).toBe(true)
    await rm(path)
    const signal = AbortSignal.abort(new Error('enough'))
    await expect(context.store.download(key, path, { signal })).rejects.toThrow('enough')
    expect(await readdir(context.folder)).toEqual([])
  })
}

function* slices(bytes: Buffer, size: number): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

async function keysUnder(context: BlobStoreContext, prefix: string): Promise<string[]> {
  const found: string[] = []
  for await (const { key } of context.store.list(prefix)) found.push(key)
  return found
}
