import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { createInterface } from 'node:readline'
import { systemClock } from '@cronicl/core'
import { expect, test } from 'vitest'
import { createS3BlobStore } from '../s3/s3-blob-store.ts'
import type { S3Server } from './s3-server.ts'

test('as a process it tells where it is, serves, and stops on SIGTERM without a trace', {
  timeout: 60_000,
}, async () => {
  const child = spawn(process.execPath, [new URL('s3-server-main.ts', import.meta.url).pathname], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit')
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string]
  const facts = JSON.parse(line) as Omit<S3Server, 'close'>
  const store = createS3BlobStore({ ...facts, forcePathStyle: true, clock: systemClock })
  await store.put('a', Buffer.from('x'), { contentType: 'image/png' })
  expect(await store.head('a')).toMatchObject({ sizeBytes: 1 })
  await store.close()
  expect(await readdir(facts.folder)).not.toEqual([])
  child.kill('SIGTERM')
  expect(await exited).toEqual([0, null])
  expect(facts.folder.startsWith(tmpdir())).toBe(true)
  expect(await readdir(facts.folder).catch((error: NodeJS.ErrnoException) => error.code)).toBe('ENOENT')
})
