import { S3Client } from '@aws-sdk/client-s3'
import { minuteMs, secondMs } from '@cronicl/core'
import { fromS3Error } from './s3-errors.ts'

export interface S3ConnectionOptions {
  /** Address of the S3 API, as in `https://<account>.r2.cloudflarestorage.com`; left out for AWS itself. */
  endpoint?: string
  region: string
  bucket: string
  accessKeyId: string
  secretAccessKey: string
  /** `https://host/bucket/key` in place of `https://bucket.host/key`. */
  forcePathStyle: boolean
}

/** One bucket and the client that speaks to it. */
export class S3Connection {
  readonly client: S3Client
  readonly bucket: string
  readonly #secrets: readonly string[]

  constructor(options: S3ConnectionOptions) {
    const { endpoint, region, bucket, accessKeyId, secretAccessKey, forcePathStyle } = options
    this.bucket = bucket
    this.#secrets = [secretAccessKey, accessKeyId]
    this.client = new S3Client({
      ...(endpoint === undefined ? {} : { endpoint }),
      region,
      forcePathStyle,
      credentials: { accessKeyId, secretAccessKey },
      // Other stores than AWS refuse the checksums that the SDK adds by itself, and a presigned PUT would carry the one
      // of an empty body.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
      maxAttempts: 3,
      // The second is for silence, not for the whole transfer: a large body may take as long as it moves.
      requestHandler: { connectionTimeout: 5 * secondMs, socketTimeout: 2 * minuteMs },
    })
  }

  /**
   * One call, as in `connection.call((c) => c.send(command, { abortSignal }))`.
   * @throws AppError for what the store does wrong; the signal's reason when it aborts
   */
  async call<T>(work: (client: S3Client) => Promise<T>, signal?: AbortSignal): Promise<T> {
    signal?.throwIfAborted()
    try {
      return await work(this.client)
    } catch (error) {
      throw signal?.aborted ? signal.reason : this.toAppError(error)
    }
  }

  toAppError(error: unknown): Error {
    return fromS3Error(error, this.#secrets)
  }
}
