import {
  CopyObjectCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import { AppError, type Clock } from '@cronicl/core'
import { Readable } from 'node:stream'
import type { BlobHead, BlobStore, UnfinishedSweep } from '../blob-store.ts'
import { assertRange } from '../byte-range.ts'
import { assertContentType, assertKeyPrefix, assertObjectKey } from '../object-key.ts'
import { saveStream } from '../save-stream.ts'
import { ensureBucket, sweepUploads } from './bucket-upkeep.ts'
import { presignGet, presignPut } from './presign.ts'
import { readObject } from './read-object.ts'
import { S3Connection, type S3ConnectionOptions } from './s3-connection.ts'
import { isNotFound } from './s3-errors.ts'
import { partBytes, uploadStream } from './upload-stream.ts'

export interface S3BlobStoreOptions extends S3ConnectionOptions {
  /** Where clients reach the store, when that is not where we do (a private network); signed links point there. */
  publicEndpoint?: string
  clock: Clock
  /** Keys per listing request, at most 1,000 (the default). */
  listPageSize?: number
}

/**
 * Any S3-compatible bucket: AWS, R2, B2, Railway Buckets, Garage, SeaweedFS. `copy` works up to 5 GiB, S3's own limit
 * for one request. Uploads that a SIGKILL leaves unfinished are removed by `sweepUnfinished`.
 */
export interface S3BlobStore extends BlobStore, UnfinishedSweep {
  readonly kind: 's3'
  /** Makes the bucket when it is missing; for development, since a production key is better not allowed to. */
  ensureBucket(): Promise<void>
}

export function createS3BlobStore(options: S3BlobStoreOptions): S3BlobStore {
  const { clock, publicEndpoint } = options
  const connection = new S3Connection(options)
  const signer = publicEndpoint === undefined ? connection : new S3Connection({ ...options, endpoint: publicEndpoint })
  const inBucket = (key: string) => {
    assertObjectKey(key)
    return { Bucket: connection.bucket, Key: key }
  }

  const headOrThrow = async (key: string): Promise<BlobHead> => {
    const command = new HeadObjectCommand(inBucket(key))
    const { ContentLength = 0, ContentType } = await connection.call((c) => c.send(command))
    return { key, sizeBytes: ContentLength, contentType: ContentType ?? 'application/octet-stream' }
  }

  return {
    kind: 's3',
    async put(key, body, { contentType, signal }) {
      const target = inBucket(key)
      assertContentType(contentType)
      if (body instanceof Readable || body.byteLength > partBytes) {
        const source = body instanceof Readable ? body : Readable.from([body])
        return { key, sizeBytes: await uploadStream(connection, { key, contentType }, source, signal), contentType }
      }
      const command = new PutObjectCommand({ ...target, Body: body, ContentType: contentType })
      await connection.call((c) => c.send(command, signal ? { abortSignal: signal } : {}), signal)
      return { key, sizeBytes: body.byteLength, contentType }
    },
    async read(key, range) {
      if (range) assertRange(range)
      return await readObject(connection, inBucket(key), range)
    },
    async head(key) {
      return await headOrThrow(key).catch((error: unknown) => {
        if (isNotFound(error)) return null
        throw error
      })
    },
    async copy(from, to) {
      const { Bucket, Key } = inBucket(from)
      const command = new CopyObjectCommand({ ...inBucket(to), CopySource: `${Bucket}/${Key}` })
      // S3 refuses to copy an object onto itself.
      if (from !== to) await connection.call((c) => c.send(command))
      return await headOrThrow(to)
    },
    async delete(...keys) {
      const objects = keys.map((key) => ({ Key: inBucket(key).Key }))
      if (keys.length === 1) {
        await connection.call((c) => c.send(new DeleteObjectCommand(inBucket(keys[0] as string))))
        return
      }
      for (let at = 0; at < objects.length; at += 1000) await deleteMany(connection, objects.slice(at, at + 1000))
    },
    list(prefix) {
      assertKeyPrefix(prefix)
      return list(connection, prefix, options.listPageSize ?? 1000)
    },
    signGet: async (key, sign) => await presignGet(signer, inBucket(key), sign, clock),
    signPut: async (key, sign) => await presignPut(signer, inBucket(key), sign, clock),
    async download(key, path, { signal } = {}) {
      await saveStream((await readObject(connection, inBucket(key), undefined, signal)).body, path, signal)
    },
    ensureBucket: async () => await ensureBucket(connection),
    sweepUnfinished: async (before) => await sweepUploads(connection, before),
    async close() {
      connection.client.destroy()
      signer.client.destroy()
    },
  }
}

async function deleteMany(connection: S3Connection, objects: { Key: string }[]): Promise<void> {
  const command = new DeleteObjectsCommand({ Bucket: connection.bucket, Delete: { Objects: objects, Quiet: true } })
  const { Errors = [] } = await connection.call((c) => c.send(command))
  const failed = Errors.filter(({ Code }) => Code !== 'NoSuchKey')
  if (failed.length === 0) return
  const cause = new Error(failed.map(({ Key, Code }) => `${Key}: ${Code}`).join(', '))
  throw new AppError('UPSTREAM_ERROR', 'The object store did not delete all the files. Try again.', { cause })
}

async function* list(
  connection: S3Connection,
  prefix: string,
  pageSize: number,
): AsyncGenerator<{ key: string; sizeBytes: number; modifiedAt: Date }> {
  let token: string | undefined
  do {
    const from = token === undefined ? {} : { ContinuationToken: token }
    const command = new ListObjectsV2Command({ Bucket: connection.bucket, Prefix: prefix, MaxKeys: pageSize, ...from })
    const page = await connection.call((c) => c.send(command))
    for (const { Key, Size, LastModified } of page.Contents ?? []) {
      if (Key !== undefined && LastModified) yield { key: Key, sizeBytes: Size ?? 0, modifiedAt: LastModified }
    }
    token = page.IsTruncated ? page.NextContinuationToken : undefined
  } while (token !== undefined)
}
