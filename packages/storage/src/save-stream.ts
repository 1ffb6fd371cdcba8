import { randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

/**
 * Writes `body` to the file at `path`, in bounded memory. The file appears whole, by rename, or not at all; `body` is
 * destroyed in every case. Rejects with the signal's reason when it aborts, else with the stream's own error.
 */
export async function saveStream(body: Readable, path: string, signal?: AbortSignal): Promise<void> {
  const part = `${path}.${randomUUID()}.part`
  try {
    await pipeline(body, createWriteStream(part, { flags: 'wx', highWaterMark: 1024 * 1024 }), signal ? { signal } : {})
    await rename(part, path)
  } catch (error) {
    await rm(part, { force: true })
    throw signal?.aborted ? signal.reason : error
  }
}
