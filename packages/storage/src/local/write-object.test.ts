import { mkdtemp, readdir, readFile, rm, rmdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { manualClock } from '@cronicl/core'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'

type Files = typeof import('node:fs/promises')
const { link, rename } = await vi.hoisted(async () => {
  const real = await vi.importActual<Files>('node:fs/promises')
  return { link: vi.fn<Files['link']>(real.link), rename: vi.fn<Files['rename']>(real.rename) }
})
vi.mock('node:fs/promises', async (importOriginal) => ({ ...(await importOriginal<Files>()), link, rename }))

const { createLocalBlobStore } = await import('./local-blob-store.ts')

let root: string
const png = { contentType: 'image/png' }
const storeIn = (folder: string) =>
  createLocalBlobStore({ root: folder, publicUrl: '', secret: 's'.repeat(32), clock: manualClock() })

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'cronicl-local-'))
})
afterEach(async () => await rm(root, { recursive: true }))

test('where the file system has no hard links, a copy copies', async () => {
  link.mockRejectedValueOnce(Object.assign(new Error('no hard links here'), { code: 'EPERM' }))
  const store = storeIn(root)
  await store.put('a', Buffer.from('frame'), png)
  expect(await store.copy('a', 'b')).toEqual({ key: 'b', sizeBytes: 5, contentType: 'image/png' })
  expect(await readFile(join(root, 'objects/b'))).toEqual(await readFile(join(root, 'objects/a')))
  expect(await readdir(join(root, 'tmp'))).toEqual([])
})

test('a folder that a delete prunes just before the rename is made again', async () => {
  const actual = rename.getMockImplementation()
  rename.mockImplementationOnce(async (from, to) => {
    await rmdir(dirname(String(to)))
    await actual?.(from, to)
  })
  const store = storeIn(root)
  await store.put('u/a', Buffer.from('x'), png)
  expect(await store.head('u/a')).toMatchObject({ sizeBytes: 1 })
})

test('a disk that is full at the rename leaves the old object and no temp file', async () => {
  const store = storeIn(root)
  await store.put('u/a', Buffer.from('old'), png)
  rename.mockRejectedValueOnce(Object.assign(new Error('no space'), { code: 'ENOSPC' }))
  await expect(store.put('u/a', Buffer.from('newer'), png)).rejects.toThrow('no space')
  expect(await store.head('u/a')).toMatchObject({ sizeBytes: 3 })
  expect(await readdir(join(root, 'tmp'))).toEqual([])
})
