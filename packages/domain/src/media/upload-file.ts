import { createHash } from 'node:crypto'
import { Readable, Transform } from 'node:stream'
import { AppError, newId } from '@cronicl/core'
import { keys } from '@cronicl/storage'
import { type DomainContext, requireUserId } from '../context.ts'
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
  const chunks = input.body.iterator({ destroyOnReturn: false }) as AsyncIterator<Buffer>
  const head = await readHead(chunks)
  const sniffed = await sniffType(head, input.fileName)
  const key = keys.incoming(userId, newId('upload', ctx.clock.now().getTime()))
  const hash = createHash('sha256')
  const meter = measure(ctx.config.media.maxUploadBytes, (chunk) => hash.update(chunk))
  const body = Readable.from(rejoin(head, chunks), { objectMode: false }).compose(meter) as Readable
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

async function* rejoin(head: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  if (head.length > 0) yield head
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value
}

function measure(maxBytes: number, see: (chunk: Buffer) => void): Transform {
  let total = 0
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      total += chunk.length
      if (total > maxBytes) return done(tooLarge(maxBytes))
      see(chunk)
      done(null, chunk)
    },
  })
}

/** The refusal of a file above the limit. */
export function tooLarge(maxBytes: number): AppError {
  return new AppError('PAYLOAD_TOO_LARGE', `The file is larger than ${Math.floor(maxBytes / 1024 ** 2)} MiB.`, {
    details: { maxBytes },
  })
}
