import { createHash, type Hash } from 'node:crypto'
import { Readable } from 'node:stream'
import { AppError, newId } from '@cronicl/core'
import { keys } from '@cronicl/storage'
import { type DomainContext, requireUserId } from '../context.ts'
import { requireStorage } from '../usage/storage-room.ts'
import type { AssetView } from './asset-view.ts'
import { sniffBytes, sniffType } from './media-types.ts'
import { receiveUpload } from './receive-upload.ts'

export interface UploadFileInput {
  body: Readable
  fileName: string
  signal?: AbortSignal
}

type UploadContext = Pick<
  DomainContext,
  'db' | 'transact' | 'actor' | 'blobs' | 'clock' | 'config' | 'mediaTools' | 'log'
>

/**
 * An upload that streams through this process: typed by its first bytes, hashed and measured on the way to the store.
 * Refused, too large or broken off, it leaves nothing behind.
 */
export async function uploadFile(ctx: UploadContext, input: UploadFileInput): Promise<AssetView> {
  const userId = requireUserId(ctx)
  // How large it will be is not known yet; a full library takes nothing at all.
  await requireStorage(ctx, userId, 1)
  const chunks = input.body.iterator({ destroyOnReturn: false }) as AsyncIterator<Buffer>
  const head = await readHead(chunks)
  const sniffed = await sniffType(head, input.fileName)
  const key = keys.incoming(userId, newId('upload', ctx.clock.now().getTime()))
  const hash = createHash('sha256')
  const body = Readable.from(measured(head, chunks, hash, ctx.config.media.maxUploadBytes), { objectMode: false })
  const { sizeBytes } = await ctx.blobs.put(key, body, {
    contentType: sniffed.mimeType,
    ...(input.signal ? { signal: input.signal } : {}),
  })
  return receiveUpload(ctx, { userId, key, fileName: input.fileName, sniffed, sizeBytes, checksum: hash.digest('hex') })
}

async function readHead(chunks: AsyncIterator<Buffer>): Promise<Buffer> {
  const parts: Buffer[] = []
  let length = 0
  while (length < sniffBytes) {
    const { value, done } = await chunks.next()
    if (done) break
    parts.push(value)
    length += value.length
  }
  return Buffer.concat(parts)
}

async function* measured(
  head: Buffer,
  rest: AsyncIterator<Buffer>,
  hash: Hash,
  maxBytes: number,
): AsyncGenerator<Buffer> {
  let total = 0
  const see = (chunk: Buffer): Buffer => {
    total += chunk.length
    if (total > maxBytes) throw tooLarge(maxBytes)
    hash.update(chunk)
    return chunk
  }
  yield see(head)
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield see(next.value)
}

/** The refusal of a file above the limit. */
export function tooLarge(maxBytes: number): AppError {
  return new AppError('PAYLOAD_TOO_LARGE', `The file is larger than ${Math.floor(maxBytes / 1024 ** 2)} MiB.`, {
    details: { maxBytes },
  })
}
