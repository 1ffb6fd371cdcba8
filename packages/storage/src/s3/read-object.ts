import { GetObjectCommand } from '@aws-sdk/client-s3'
import { AppError } from '@cronicl/core'
import { PassThrough, type Readable } from 'node:stream'
import type { BlobRead } from '../blob-store.ts'
import type { S3Connection } from './s3-connection.ts'

/** The object, or its range; the signal ends the request and the body. @throws AppError as `S3Connection.call` */
export async function readObject(
  connection: S3Connection,
  object: { Bucket: string; Key: string },
  range?: { start: number; end?: number },
  signal?: AbortSignal,
): Promise<BlobRead> {
  const wanted = range ? { Range: `bytes=${range.start}-${range.end ?? ''}` } : {}
  const command = new GetObjectCommand({ ...object, ...wanted })
  const answer = await connection.call((c) => c.send(command, signal ? { abortSignal: signal } : {}), signal)
  const source = answer.Body as Readable
  const facts = { key: object.Key, contentType: answer.ContentType ?? 'application/octet-stream' }
  if (!range) {
    return { ...facts, sizeBytes: answer.ContentLength ?? 0, body: withOurErrors(source, connection) }
  }
  const [, start, end, total] = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(answer.ContentRange ?? '') ?? []
  if (start === undefined || Number(start) !== range.start) {
    source.destroy()
    throw new AppError('UPSTREAM_ERROR', 'The object store does not serve byte ranges.')
  }
  const body = withOurErrors(source, connection)
  return { ...facts, sizeBytes: Number(total), body, range: { start: Number(start), end: Number(end) } }
}

/** A connection that breaks in the middle of the body is the store's failure, not an unknown one. */
function withOurErrors(source: Readable, connection: S3Connection): Readable {
  const body = new PassThrough({ highWaterMark: 256 * 1024 })
  source.once('error', (error) => body.destroy(connection.toAppError(error)))
  body.once('close', () => source.destroy())
  // Who reads it later still learns of it; an error without a listener would end the process.
  body.on('error', () => {})
  return source.pipe(body)
}
