import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { AppError, type Clock } from '@cronicl/core'
import type { BlobHead } from '../blob-store.ts'
import { parseRangeHeader } from '../byte-range.ts'
import { createLocalBlobStore, type LocalBlobStore } from '../local/local-blob-store.ts'
import { S3Multipart } from './s3-multipart.ts'
import { S3Refusal } from './s3-refusal.ts'
import { readList, toXml, type XmlNode } from './s3-xml.ts'
import type { S3Handler } from './sigv4-gate.ts'

interface Call {
  req: IncomingMessage
  res: ServerResponse
  body: Readable
  bucket: string
  key: string
  query: URLSearchParams
}

/**
 * The part of S3 that Cronicl speaks, path style, over files in `folder`: bodies are streamed, so that an object of any
 * size takes no memory. What is not implemented is refused as such; whole objects have no ETag.
 */
export function createS3Engine({
  folder,
  buckets,
  clock,
}: {
  folder: string
  buckets: string[]
  clock: Clock
}): S3Handler {
  const local = (name: string) =>
    createLocalBlobStore({
      root: join(folder, name),
      publicUrl: '',
      secret: 'no link is ever signed by this store',
      clock,
    })
  const engine = new S3Engine(local('objects'), new S3Multipart(local('parts'), clock), buckets)
  return async (req, res, body) => {
    const url = new URL(req.url ?? '/', 'http://s3')
    const [, bucket = '', ...rest] = decodeURIComponent(url.pathname).split('/')
    await engine
      .answer({ req, res, body, bucket, key: rest.join('/'), query: url.searchParams })
      .catch((error: unknown) => {
        throw asRefusal(error)
      })
  }
}

class S3Engine {
  readonly #objects: LocalBlobStore
  readonly #uploads: S3Multipart
  readonly #buckets: Set<string>

  constructor(objects: LocalBlobStore, uploads: S3Multipart, buckets: string[]) {
    this.#objects = objects
    this.#uploads = uploads
    this.#buckets = new Set(buckets)
  }

  async answer(call: Call): Promise<void> {
    const { req, bucket, key, query } = call
    if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket)) throw new S3Refusal(400, 'InvalidBucketName')
    const isPlain = [...query.keys()].every((name) => name === 'x-id')
    if (key === '' && req.method === 'PUT' && isPlain) return this.#createBucket(call)
    if (!this.#buckets.has(bucket)) throw new S3Refusal(404, 'NoSuchBucket')
    if (key === '') return await this.#answerBucket(call)
    if (query.has('uploads') || query.has('uploadId')) return await this.#answerUpload(call)
    switch (req.method) {
      case 'GET':
      case 'HEAD':
        return await this.#read(call)
      case 'PUT':
        return await this.#put(call)
      case 'DELETE':
        await this.#objects.delete(pathOf(call))
        return send(call, 204)
      default:
        throw new S3Refusal(501, 'NotImplemented')
    }
  }

  #createBucket(call: Call): void {
    this.#buckets.add(call.bucket)
    send(call, 200)
  }

  async #answerBucket(call: Call): Promise<void> {
    const { req, query, bucket } = call
    if (req.method === 'HEAD') return send(call, 200)
    if (req.method === 'GET' && query.get('list-type') === '2') return await this.#list(call)
    if (req.method === 'GET' && query.has('uploads')) {
      const result = { Bucket: bucket, IsTruncated: 'false', Upload: this.#uploads.list(bucket) }
      return send(call, 200, toXml('ListMultipartUploadsResult', result))
    }
    if (req.method === 'POST' && query.has('delete')) return await this.#deleteMany(call)
    throw new S3Refusal(501, 'NotImplemented')
  }

  async #list(call: Call): Promise<void> {
    const { bucket, query } = call
    const limit = Math.min(Number(query.get('max-keys') ?? 1000), 1000)
    const token = query.get('continuation-token')
    const after = token === null ? '' : Buffer.from(token, 'base64url').toString()
    const found: XmlNode[] = []
    let last: string | undefined
    for await (const { key, sizeBytes, modifiedAt } of this.#objects.list(`${bucket}/${query.get('prefix') ?? ''}`)) {
      const name = key.slice(bucket.length + 1)
      if (name <= after) continue
      // One more than asked for tells that there is a next page.
      if (found.length === limit) {
        const NextContinuationToken = Buffer.from(last ?? '').toString('base64url')
        const result = { Name: bucket, IsTruncated: 'true', NextContinuationToken, KeyCount: limit, Contents: found }
        return send(call, 200, toXml('ListBucketResult', result))
      }
      found.push({ Key: name, LastModified: modifiedAt, Size: sizeBytes, StorageClass: 'STANDARD' })
      last = name
    }
    const result = { Name: bucket, IsTruncated: 'false', KeyCount: found.length, Contents: found }
    return send(call, 200, toXml('ListBucketResult', result))
  }

  async #deleteMany(call: Call): Promise<void> {
    const wanted = readList(await text(call.body), 'Object', ['Key'])
    if (wanted.length === 0 || wanted.length > 1000) throw new S3Refusal(400, 'MalformedXML')
    await this.#objects.delete(...wanted.map(({ Key = '' }) => `${call.bucket}/${Key}`))
    send(call, 200, toXml('DeleteResult', {}))
  }

  async #put(call: Call): Promise<void> {
    const { req, body } = call
    const contentType = contentTypeOf(req)
    const source = req.headers['x-amz-copy-source']
    if (req.headers['if-none-match'] === '*' && (await this.#objects.head(pathOf(call)))) {
      throw new S3Refusal(412, 'PreconditionFailed')
    }
    if (source !== undefined) {
      const from = decodeURIComponent(String(source)).replace(/^\//, '')
      if (from === pathOf(call)) throw new S3Refusal(400, 'InvalidRequest', 'A copy onto itself changes nothing')
      await this.#objects.copy(from, pathOf(call))
      return send(call, 200, toXml('CopyObjectResult', {}))
    }
    if (req.headers['content-length'] === undefined) throw new S3Refusal(411, 'MissingContentLength')
    await this.#objects.put(pathOf(call), body, { contentType })
    send(call, 200)
  }

  async #read(call: Call): Promise<void> {
    const { req, res, query } = call
    const head = await this.#objects.head(pathOf(call))
    if (!head) throw new S3Refusal(404, 'NoSuchKey')
    const range = parseRangeHeader(req.headers.range, head.sizeBytes)
    if (range === 'unsatisfiable') {
      res.setHeader('content-range', `bytes */${head.sizeBytes}`)
      throw new S3Refusal(416, 'InvalidRange')
    }
    setObjectHeaders(call, head)
    const disposition = query.get('response-content-disposition')
    if (disposition !== null) res.setHeader('content-disposition', disposition)
    if (range) {
      res.setHeader('content-range', `bytes ${range.start}-${range.end}/${head.sizeBytes}`)
      res.setHeader('content-length', range.end - range.start + 1)
    }
    res.statusCode = range ? 206 : 200
    if (req.method === 'HEAD') res.end()
    else await pipeline((await this.#objects.read(pathOf(call), range ?? undefined)).body, res)
  }

  async #answerUpload(call: Call): Promise<void> {
    const { req, bucket, key, query, body } = call
    const uploadId = query.get('uploadId') ?? ''
    switch (req.method) {
      case 'POST': {
        if (query.has('uploads')) {
          const UploadId = this.#uploads.create(bucket, key, contentTypeOf(req))
          return send(call, 200, toXml('InitiateMultipartUploadResult', { Bucket: bucket, Key: key, UploadId }))
        }
        const parts = readList(await text(body), 'Part', ['PartNumber', 'ETag'])
        const wanted = parts.map(({ PartNumber, ETag = '' }) => ({ number: Number(PartNumber), etag: ETag }))
        await this.#uploads.complete(uploadId, wanted, this.#objects, pathOf(call))
        return send(call, 200, toXml('CompleteMultipartUploadResult', { Bucket: bucket, Key: key }))
      }
      case 'PUT':
        call.res.setHeader('etag', await this.#uploads.putPart(uploadId, Number(query.get('partNumber')), body))
        return send(call, 200)
      case 'DELETE':
        await this.#uploads.abort(uploadId)
        return send(call, 204)
      default:
        throw new S3Refusal(501, 'NotImplemented')
    }
  }
}

function send({ res, body }: Call, status: number, xml?: string): void {
  // A body that is not wanted must still be read, or the connection cannot be used again.
  body.resume()
  res.writeHead(status, xml === undefined ? { 'content-length': '0' } : { 'content-type': 'application/xml' })
  res.end(xml)
}

function setObjectHeaders({ res }: Call, { contentType, sizeBytes }: BlobHead): void {
  res.setHeader('content-type', contentType)
  res.setHeader('content-length', sizeBytes)
  res.setHeader('accept-ranges', 'bytes')
}

function pathOf({ bucket, key }: Call): string {
  return `${bucket}/${key}`
}

function contentTypeOf(req: IncomingMessage): string {
  return req.headers['content-type'] ?? 'application/octet-stream'
}

function asRefusal(error: unknown): unknown {
  if (!(error instanceof AppError)) return error
  if (error.code === 'NOT_FOUND') return new S3Refusal(404, 'NoSuchKey')
  if (error.code === 'VALIDATION_ERROR') return new S3Refusal(400, 'InvalidArgument', error.message)
  return error
}
