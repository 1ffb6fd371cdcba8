import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError, hourMs, minuteMs } from '@cronicl/core'
import { type MediaFacts, captionFacts, checkPicture, probe } from '@cronicl/render'
import { keys } from '@cronicl/storage'
import type { DomainContext } from '../context.ts'
import { hashFile } from '../media/hash-file.ts'
import { withWorkDir } from '../media/work-dir.ts'
import {
  type SourceRecord,
  type SourceUseKind,
  readSourceRecord,
  sourceName,
  writeSourceRecord,
} from './source-record.ts'

/** Stored bytes are used for half the time after which they are swept, so that a film that begins now finds them. */
const usedForMs = 12 * hourMs
/** While a document is written it is validated again and again: its addresses are not asked each time. */
const trustedForMs = 5 * minuteMs
const maxCaptionBytes = 2 * 1024 ** 2

export type FetchContext = Pick<DomainContext, 'blobs' | 'clock' | 'config' | 'mediaTools' | 'outbound'> & {
  signal?: AbortSignal
  /** For a worker: what was fetched when the job was made is taken as it is, and errors that pass are thrown. */
  isWorker?: boolean
}

export interface WantedSource {
  userId: string
  url: string
  kind: SourceUseKind
  maxBytes: number
  timeoutMs: number
}

/**
 * The file at an address that a user named: fetched by the guarded way, measured, decoded where it is a picture, and
 * stored, so that it is fetched once for a document and its film. A server that is asked again within hours is asked
 * whether the file has changed.
 * @throws AppError what `outbound.download` says, UNSUPPORTED_MEDIA, PROVIDER_NOT_CONFIGURED without FFmpeg
 */
export async function fetchSource(ctx: FetchContext, wanted: WantedSource): Promise<SourceRecord> {
  const nowMs = ctx.clock.now().getTime()
  const name = sourceName(wanted.url, wanted.kind)
  const known = await readSourceRecord(ctx, wanted.userId, name)
  const usable = known && nowMs - known.storedAtMs < usedForMs ? known : null
  if (usable && (ctx.isWorker || nowMs - usable.checkedAtMs < trustedForMs)) return usable
  const record = await download(ctx, wanted, usable)
  await writeSourceRecord(ctx, { userId: wanted.userId, name }, record)
  return record
}

async function download(ctx: FetchContext, wanted: WantedSource, known: SourceRecord | null): Promise<SourceRecord> {
  const nowMs = ctx.clock.now().getTime()
  const maxBytes = wanted.kind === 'captions' ? Math.min(wanted.maxBytes, maxCaptionBytes) : wanted.maxBytes
  const headers = known ? conditions(known) : {}
  return withWorkDir('source', async (dir) => {
    const path = join(dir, 'source')
    const request = { headers, maxBytes, timeoutMs: wanted.timeoutMs, ...(ctx.signal ? { signal: ctx.signal } : {}) }
    try {
      const answer = await ctx.outbound.download(wanted.url, path, request)
      const stored = await store(ctx, wanted, path)
      const [etag, lastModified] = [answer.headers.get('etag'), answer.headers.get('last-modified')]
      return { ...stored, etag, lastModified, storedAtMs: nowMs, checkedAtMs: nowMs }
    } catch (error) {
      const unchanged = error instanceof AppError && error.details?.['status'] === 304
      if (!known || !unchanged) throw error
      return { ...known, checkedAtMs: nowMs }
    }
  })
}

function conditions({ etag, lastModified }: SourceRecord): Record<string, string> {
  return {
    ...(etag && { 'if-none-match': etag }),
    ...(lastModified && { 'if-modified-since': lastModified }),
  }
}

/** The bytes stand under their own checksum: a film that has begun keeps those that it was promised. */
async function store(
  ctx: FetchContext,
  { userId, url, kind }: WantedSource,
  path: string,
): Promise<Pick<SourceRecord, 'key' | 'checksum' | 'facts'>> {
  const facts = kind === 'captions' ? await readCaptions(path) : await measure(ctx, path)
  const checksum = await hashFile(path)
  const key = keys.source(userId, `${sourceName(url, kind)}-${checksum.slice(0, 16)}.bin`)
  const options = { contentType: 'application/octet-stream', ...(ctx.signal ? { signal: ctx.signal } : {}) }
  await ctx.blobs.put(key, createReadStream(path), options)
  return { key, checksum, facts }
}

async function measure({ mediaTools, signal }: FetchContext, path: string): Promise<MediaFacts> {
  if (!mediaTools)
    throw new AppError('PROVIDER_NOT_CONFIGURED', 'Sources by address need FFmpeg, which this server does not have.')
  const facts = await probe(mediaTools, path, { signal })
  if (facts.kind === 'image') await checkPicture(path)
  return facts
}

async function readCaptions(path: string): Promise<MediaFacts> {
  const read = captionFacts(await readFile(path, 'utf8'))
  if (!read.ok) throw new AppError('UNSUPPORTED_MEDIA', `Line ${read.line}: ${read.message}`)
  return read.facts
}
