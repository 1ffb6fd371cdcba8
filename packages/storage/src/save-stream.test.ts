import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { saveStream } from './save-stream.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cronicl-save-'))
})
afterEach(async () => await rm(folder, { recursive: true }))

test('a stream that breaks leaves the file as it was', async () => {
  const path = join(folder, 'film.mp4')
  await writeFile(path, 'before')
  const broken = Readable.from(
    (function* () {
      yield Buffer.alloc(3_000_000)
      throw new Error('the line broke')
    })(),
  )
  await expect(saveStream(broken, path)).rejects.toThrow('the line broke')
  expect(await readdir(folder)).toEqual(['film.mp4'])
  expect(await readFile(path, 'utf8')).toBe('before')
})

test('an abort while the stream stalls leaves nothing and lets go of the stream', async () => {
  const controller = new AbortController()
  const stalling = new Readable({ read: () => controller.abort(new Error('enough')) })
  await expect(saveStream(stalling, join(folder, 'a'), controller.signal)).rejects.toThrow('enough')
  expect(await readdir(folder)).toEqual([])
  expect(stalling.destroyed).toBe(true)
})

test('a place that cannot be written lets go of the stream', async () => {
  const body = Readable.from([Buffer.from('x')])
  await expect(saveStream(body, join(folder, 'none', 'a'))).rejects.toThrow('ENOENT')
  expect(body.destroyed).toBe(true)
})
