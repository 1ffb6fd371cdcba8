import { randomUUID } from 'node:crypto'
import { open, rename, rm } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

/**
 * Writes `body` to the file at `path`, in bounded memory. The file appears whole, by rename, or not at all; `body` is
 * destroyed in every case. Rejects with the signal's reason when it aborts, else with the stream's own error.
 */
export async function saveStream(body: Readable, path: string, signal?: AbortSignal): Promise<void> {
  const part = `${path}.${randomUUID()}.part`
  // Until the pipeline listens nobody would, and an error without a listener ends the process.
  body.on('error', () => {})
  try {
    // Opened before anything can fail: a file that is still being opened when it is removed would come back.
    const file = await open(part, 'wx')
    await pipeline(body, file.createWriteStream({ highWaterMark: 1024 * 1024 }), signal ? { signal } : {})
    await rename(part, path)
  } catch (error) {
    body.destroy()
    await rm(part, { force: true })
    throw signal?.aborted ? signal.reason : error
  }
}
