import { createHash, randomUUID } from 'node:crypto'
import { Readable, Transform } from 'node:stream'
import type { Clock } from '@cronicl/core'
import type { LocalBlobStore } from '../local/local-blob-store.ts'
import { S3Refusal } from './s3-refusal.ts'

const smallestPartBytes = 5 * 1024 * 1024

interface Upload {
  bucket: string
  key: string
  contentType: string
  initiated: Date
  parts: Map<number, { etag: string; sizeBytes: number }>
}

/** The multipart uploads of the test server: their parts are objects of a local store, so that none sits in memory. */
export class S3Multipart {
  readonly #parts: LocalBlobStore
  readonly #clock: Clock
  readonly #uploads = new Map<string, Upload>()

  constructor(parts: LocalBlobStore, clock: Clock) {
    this.#parts = parts
    this.#clock = clock
  }

  create(bucket: string, key: string, contentType: string): string {
    const uploadId = randomUUID()
    this.#uploads.set(uploadId, { bucket, key, contentType, initiated: this.#clock.now(), parts: new Map() })
    return uploadId
  }

  /** @returns the part's ETag */
  async putPart(uploadId: string, number: number, body: Readable): Promise<string> {
    const upload = this.#get(uploadId)
    if (!(number >= 1 && number <= 10_000)) throw new S3Refusal(400, 'InvalidArgument')
    const md5 = createHash('md5')
    const hashed = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        md5.update(chunk)
        done(null, chunk)
      },
    })
    body.once('error', (error) => hashed.destroy(error))
    const partKey = `${uploadId}/${number}`
    const { sizeBytes } = await this.#parts.put(partKey, body.pipe(hashed), { contentType: 'application/octet-stream' })
    if (!this.#uploads.has(uploadId)) {
      await this.#parts.delete(partKey)
      throw new S3Refusal(404, 'NoSuchUpload')
    }
    const etag = `"${md5.digest('hex')}"`
    upload.parts.set(number, { etag, sizeBytes })
    return etag
  }

  /** Joins the named parts into an object of `objects` under `objectKey`. */
  async complete(
    uploadId: string,
    wanted: readonly { number: number; etag: string }[],
    objects: LocalBlobStore,
    objectKey: string,
  ): Promise<void> {
    const upload = this.#get(uploadId)
    wanted.forEach(({ number, etag }, at) => {
      const part = upload.parts.get(number)
      if (part?.etag !== etag) throw new S3Refusal(400, 'InvalidPart')
      if (number <= (wanted[at - 1]?.number ?? 0)) throw new S3Refusal(400, 'InvalidPartOrder')
      if (at < wanted.length - 1 && part.sizeBytes < smallestPartBytes) throw new S3Refusal(400, 'EntityTooSmall')
    })
    if (wanted.length === 0) throw new S3Refusal(400, 'MalformedXML')
    const parts = this.#parts
    const joined = Readable.from(
      (async function* () {
        for (const { number } of wanted) yield* (await parts.read(`${uploadId}/${number}`)).body
      })(),
      { objectMode: false },
    )
    await objects.put(objectKey, joined, { contentType: upload.contentType })
    await this.abort(uploadId)
  }

  async abort(uploadId: string): Promise<void> {
    const { parts } = this.#get(uploadId)
    this.#uploads.delete(uploadId)
    await this.#parts.delete(...Array.from(parts.keys(), (number) => `${uploadId}/${number}`))
  }

  list(bucket: string): { Key: string; UploadId: string; Initiated: Date }[] {
    const ofBucket = [...this.#uploads].filter(([, upload]) => upload.bucket === bucket)
    return ofBucket.map(([UploadId, { key, initiated }]) => ({ Key: key, UploadId, Initiated: initiated }))
  }

  #get(uploadId: string): Upload {
    const upload = this.#uploads.get(uploadId)
    if (!upload) throw new S3Refusal(404, 'NoSuchUpload')
    return upload
  }
}
