import type { IncomingHttpHeaders } from 'node:http'
import type { Readable } from 'node:stream'
import { AppError, type Clock, secondMs } from '@cronicl/core'
import { parseRangeHeader } from '../byte-range.ts'
import { attachment } from '../content-disposition.ts'
import type { LocalBlobStore } from './local-blob-store.ts'
import type { LinkQuery } from './signed-links.ts'

export interface FileRequest {
  method: string
  /** What follows `/files/` in the path. */
  key: string
  query: LinkQuery
  headers: IncomingHttpHeaders
  body: Readable
  /** Aborts a write when the client goes away. */
  signal?: AbortSignal
}

export interface FileAnswer {
  status: number
  headers: Record<string, string>
  body?: Readable
}

/**
 * Answers GET, HEAD and PUT of `/files/<key>` by the links that the local store signed: ranges, content types and names
 * as S3 would. User files are served so that a page or script among them can do nothing with our origin.
 * @throws AppError FORBIDDEN on a bad link, NOT_FOUND when there is no such object
 */
export async function answerFileRequest(
  store: LocalBlobStore,
  request: FileRequest,
  clock: Clock,
): Promise<FileAnswer> {
  switch (request.method) {
    case 'GET':
    case 'HEAD':
      return await answerRead(store, request, clock)
    case 'PUT': {
      const { contentType, sizeBytes } = store.verifyPut(request.key, request.query, request.headers)
      const signal = request.signal ? { signal: request.signal } : {}
      await store.put(request.key, request.body, { contentType, sizeBytes, ...signal })
      return { status: 200, headers: { 'content-length': '0' } }
    }
    default:
      return { status: 405, headers: { allow: 'GET, HEAD, PUT', 'content-length': '0' } }
  }
}

async function answerRead(store: LocalBlobStore, request: FileRequest, clock: Clock): Promise<FileAnswer> {
  const link = store.verifyGet(request.key, request.query)
  const head = await store.head(request.key)
  if (!head) throw new AppError('NOT_FOUND', 'There is no such file any more.')
  // We send no validators, so an If-Range can match nothing and its Range must not be applied (RFC 9110 §13.1.5).
  const rangeHeader = request.headers['if-range'] === undefined ? request.headers.range : undefined
  const range = parseRangeHeader(rangeHeader, head.sizeBytes)
  if (range === 'unsatisfiable') {
    return { status: 416, headers: { 'content-range': `bytes */${head.sizeBytes}`, 'content-length': '0' } }
  }
  const length = range ? range.end - range.start + 1 : head.sizeBytes
  const lifetimeS = Math.floor((link.expiresAt.getTime() - clock.now().getTime()) / secondMs)
  const answer: FileAnswer = {
    status: range ? 206 : 200,
    headers: {
      'content-type': head.contentType,
      'content-length': String(length),
      'accept-ranges': 'bytes',
      'cache-control': `private, max-age=${lifetimeS}`,
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'cross-origin',
      'content-security-policy':
        "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; sandbox",
      ...(range ? { 'content-range': `bytes ${range.start}-${range.end}/${head.sizeBytes}` } : {}),
      ...(link.downloadName === undefined ? {} : { 'content-disposition': attachment(link.downloadName) }),
    },
  }
  if (request.method === 'HEAD') return answer
  const { body } = await store.read(request.key, range ?? undefined)
  return { ...answer, body }
}
