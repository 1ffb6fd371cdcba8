import { type FileHandle, open } from 'node:fs/promises'

/** Reads parts of encoded pieces; those that come again soon stay in memory. */
export interface Pieces extends AsyncDisposable {
  read(path: string, offset: number, length: number): Promise<Buffer>
}

/** Pieces up to this size are kept whole; of all together no more than this is held. */
const wholeBytes = 8 * 1024 * 1024
const heldBytes = 64 * 1024 * 1024

/** A film's pieces are short, and a loop reads the same few over and over: each is opened and read once while it is in use. */
export function openPieces(): Pieces {
  const held = new Map<string, Buffer>()
  let bytes = 0
  let large: { path: string; file: FileHandle } | null = null
  const keep = (path: string, content: Buffer): void => {
    bytes += content.length
    for (const [oldest, dropped] of held) {
      if (bytes <= heldBytes) break
      held.delete(oldest)
      bytes -= dropped.length
    }
    held.set(path, content)
  }
  const openLarge = async (path: string): Promise<FileHandle> => {
    if (large?.path === path) return large.file
    await large?.file.close()
    large = { path, file: await open(path) }
    return large.file
  }
  return {
    read: async (path, offset, length) => {
      const known = held.get(path)
      if (known) return known.subarray(offset, offset + length)
      const file = await openLarge(path)
      const { size } = await file.stat()
      if (size > wholeBytes) return readExactly(file, offset, length)
      const content = await readExactly(file, 0, size)
      keep(path, content)
      return content.subarray(offset, offset + length)
    },
    [Symbol.asyncDispose]: async () => {
      await large?.file.close()
    },
  }
}

async function readExactly(file: FileHandle, offset: number, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(length)
  const { bytesRead } = await file.read(buffer, 0, length, offset)
  if (bytesRead !== length) throw new Error('an encoded piece is shorter than its index says')
  return buffer
}
