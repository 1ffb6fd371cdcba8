import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { keys } from '@cronicl/storage'
import type { DomainContext } from '../../context.ts'
import { hashFile } from '../../media/hash-file.ts'
import { tooLarge } from '../../media/upload-file.ts'
import { withWorkDir } from '../../media/work-dir.ts'
import { extensionOf, maxFrameBytes } from './frame-format.ts'
import { type FrameFacts, readFrame } from './read-frame.ts'
import { uprightFrame } from './upright-frame.ts'

export interface NewInputFrame {
  userId: string
  from: { bytes: Uint8Array } | { path: string } | { stream: Readable }
  signal?: AbortSignal | undefined
}

export interface StoredInputFrame {
  /** The same for the same bytes of the same user, so that a request that is sent again is the same request. */
  inputId: string
  key: string
  facts: FrameFacts
}

/**
 * Keeps a frame for providers to look at: upright, without its metadata, where nobody lists it and no browser gets it.
 * @throws AppError UNSUPPORTED_MEDIA for what is no JPEG, PNG or WebP that can be shown; PAYLOAD_TOO_LARGE above 10 MiB
 * or too many pixels
 */
export async function storeInputFrame(
  ctx: Pick<DomainContext, 'blobs' | 'config'>,
  { userId, from, signal }: NewInputFrame,
): Promise<StoredInputFrame> {
  return withWorkDir('frame', async (dir) => {
    const path = await localFile(from, join(dir, 'frame'))
    const inputId = idOf(userId, await hashFile(path))
    const facts = await readFrame(path, ctx.config.media.maxImagePixels)
    const clean = facts.isPlain ? { path, facts } : await uprightFrame(path, join(dir, 'upright'), facts)
    const { mimeType } = clean.facts
    const key = keys.input(userId, inputId, extensionOf(mimeType))
    await ctx.blobs.put(key, createReadStream(clean.path), {
      contentType: mimeType,
      ...(signal ? { signal } : {}),
    })
    return { inputId, key, facts: clean.facts }
  })
}

async function localFile(from: NewInputFrame['from'], path: string): Promise<string> {
  if ('path' in from) return from.path
  if ('bytes' in from) {
    if (from.bytes.length > maxFrameBytes) throw tooLarge(maxFrameBytes)
    await writeFile(path, from.bytes)
  } else await pipeline(from.stream, limited, createWriteStream(path))
  return path
}

async function* limited(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let total = 0
  for await (const chunk of source) {
    total += chunk.length
    if (total > maxFrameBytes) throw tooLarge(maxFrameBytes)
    yield chunk
  }
}

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'

/** In the form of every id, but of the bytes alone. */
function idOf(userId: string, checksum: string): string {
  const digest = createHash('sha256').update(`${userId}\n${checksum}`).digest()
  return `inp_${[...digest.subarray(0, 26)].map((byte) => alphabet[byte % 32]).join('')}`
}
