import { createHash } from 'node:crypto'
import { text } from 'node:stream/consumers'
import { AppError } from '@cronicl/core'
import type { MediaFacts } from '@cronicl/render'
import { keys } from '@cronicl/storage'
import type { DomainContext } from '../context.ts'

/** What is known of a source that was fetched from its address, kept beside its bytes for as long as those. */
export interface SourceRecord {
  /** Where its bytes lie. */
  key: string
  checksum: string
  facts: MediaFacts
  /** As the server gave them; a request that names them is answered with 304 while the file is the same. */
  etag: string | null
  lastModified: string | null
  /** When the bytes were stored, and when the server last said that they are still the same: milliseconds since 1970. */
  storedAtMs: number
  checkedAtMs: number
}

/** What an address is read as: the same bytes as captions and as media are two things. */
export type SourceUseKind = 'media' | 'captions'

type RecordContext = Pick<DomainContext, 'blobs'>

/** Names an address of one user without saying it. */
export function sourceName(url: string, kind: SourceUseKind): string {
  return createHash('sha256').update(`${kind}\n${url}`).digest('hex').slice(0, 40)
}

/** Null when there is none, or when it was swept. */
export async function readSourceRecord(
  { blobs }: RecordContext,
  userId: string,
  name: string,
): Promise<SourceRecord | null> {
  try {
    const { body } = await blobs.read(keys.source(userId, `${name}.json`))
    return JSON.parse(await text(body)) as SourceRecord
  } catch (error) {
    if (error instanceof AppError && error.code === 'NOT_FOUND') return null
    throw error
  }
}

export async function writeSourceRecord(
  { blobs }: RecordContext,
  { userId, name }: { userId: string; name: string },
  record: SourceRecord,
): Promise<void> {
  const contentType = 'application/json'
  await blobs.put(keys.source(userId, `${name}.json`), Buffer.from(JSON.stringify(record)), { contentType })
}
