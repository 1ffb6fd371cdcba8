import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { manualClock } from '@cronicl/core'
import { expect, test, vi } from 'vitest'

vi.mock('node:fs/promises', async (importOriginal) => {
  const real = await importOriginal<typeof import('node:fs/promises')>()
  const link = vi.fn<() => Promise<void>>(async () => {
    throw Object.assign(new Error('no hard links here'), { code: 'EPERM' })
  })
  return { ...real, link, default: { ...real, link } }
})

const { createLocalBlobStore } = await import('./local-blob-store.ts')

test('where the file system has no hard links, a copy copies', async () => {
  const root = await mkdtemp(join(tmpdir(), 'cronicl-local-'))
  const store = createLocalBlobStore({ root, publicUrl: '', secret: 's'.repeat(32), clock: manualClock() })
  await store.put('a', Buffer.from('frame'), { contentType: 'image/png' })
  expect(await store.copy('a', 'b')).toEqual({ key: 'b', sizeBytes: 5, contentType: 'image/png' })
  expect(await readFile(join(root, 'objects/b'))).toEqual(await readFile(join(root, 'objects/a')))
  expect(await readdir(join(root, 'tmp'))).toEqual([])
  await rm(root, { recursive: true })
})
