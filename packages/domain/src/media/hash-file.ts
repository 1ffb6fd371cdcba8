import { createHash } from 'node:crypto'
import { open } from 'node:fs/promises'

const bufferBytes = 1 << 20

/** SHA-256 of a file, hex. One buffer serves the whole file, however large it is. */
export async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256')
  const buffer = Buffer.allocUnsafe(bufferBytes)
  await using file = await open(path, 'r')
  for (;;) {
    const { bytesRead } = await file.read(buffer, 0, bufferBytes)
    if (bytesRead === 0) return hash.digest('hex')
    hash.update(buffer.subarray(0, bytesRead))
  }
}
