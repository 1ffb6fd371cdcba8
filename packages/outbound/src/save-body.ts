import { open, rm } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'

/**
 * Writes bytes to a new file at `path`, in bounded memory, and returns how many there were. When it rejects the file is
 * gone; one that was there before it began is left alone (EEXIST).
 */
export async function saveBody(bytes: AsyncIterable<Uint8Array>, path: string): Promise<number> {
  const file = await open(path, 'wx', 0o600)
  let sizeBytes = 0
  try {
    await pipeline(
      async function* () {
        for await (const chunk of bytes) {
          sizeBytes += chunk.byteLength
          yield chunk
        }
      },
      file.createWriteStream({ highWaterMark: 1024 * 1024 }),
    )
    return sizeBytes
  } catch (error) {
    await rm(path, { force: true })
    throw error
  }
}
