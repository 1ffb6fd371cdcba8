import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  type CompletedPart,
  CreateMultipartUploadCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { addAbortSignal, type Readable } from 'node:stream'
import type { S3Connection } from './s3-connection.ts'

/** S3 takes at most 10,000 parts, so that a stream may be of 80,000 MiB. */
export const partBytes = 8 * 1024 * 1024
const partsInFlight = 2

interface Part {
  number: number
  bytes: Buffer
  last: boolean
}

/**
 * Writes a stream of unknown length: one PUT when it fits a part, else a multipart upload with two parts under way, in
 * about 24 MiB of memory. When the source, a part or `signal` fails, everything under way is stopped and the upload is
 * aborted before this rejects. (lib-storage's Upload rejects first and aborts afterwards or, when the source stalls,
 * never; and it reads the source to its end after a part has failed.)
 * @returns the size in bytes
 */
export async function uploadStream(
  connection: S3Connection,
  target: { key: string; contentType: string },
  source: Readable,
  signal?: AbortSignal,
): Promise<number> {
  // Stops our own requests and the source, whether the caller or a failed part is the cause.
  const stop = new AbortController()
  const onAbort = () => stop.abort(signal?.reason)
  signal?.addEventListener('abort', onAbort, { once: true })
  if (signal?.aborted) onAbort()
  try {
    addAbortSignal(stop.signal, source)
    return await new MultipartUpload(connection, target, stop).run(source)
  } catch (error) {
    source.destroy()
    throw stop.signal.aborted ? stop.signal.reason : error
  } finally {
    signal?.removeEventListener('abort', onAbort)
  }
}

class MultipartUpload {
  readonly #connection: S3Connection
  readonly #target: { Bucket: string; Key: string }
  readonly #contentType: string
  readonly #stop: AbortController
  readonly #inFlight = new Set<Promise<void>>()
  readonly #done: CompletedPart[] = []
  /** Buffers of parts that were sent, to be filled again. */
  readonly #free: Buffer[] = []
  #uploadId: string | undefined

  constructor(connection: S3Connection, target: { key: string; contentType: string }, stop: AbortController) {
    this.#connection = connection
    this.#target = { Bucket: connection.bucket, Key: target.key }
    this.#contentType = target.contentType
    this.#stop = stop
  }

  async run(source: Readable): Promise<number> {
    let sizeBytes = 0
    try {
      for await (const part of cut(source, this.#free)) {
        sizeBytes += part.bytes.byteLength
        if (part.number === 1 && part.last) await this.#putWhole(part.bytes)
        else await this.#add(part)
      }
      await Promise.all(this.#inFlight)
      if (this.#uploadId !== undefined) await this.#complete()
      return sizeBytes
    } catch (error) {
      await this.#abandon(error)
      throw error
    }
  }

  async #putWhole(bytes: Buffer): Promise<void> {
    const command = new PutObjectCommand({ ...this.#target, Body: bytes, ContentType: this.#contentType })
    await this.#call((client, options) => client.send(command, options))
  }

  async #add(part: Part): Promise<void> {
    if (this.#uploadId === undefined) {
      const command = new CreateMultipartUploadCommand({ ...this.#target, ContentType: this.#contentType })
      this.#uploadId = (await this.#call((client, options) => client.send(command, options))).UploadId
    }
    while (this.#inFlight.size >= partsInFlight) await Promise.race(this.#inFlight)
    // A part that failed stays in the set, so that whoever looks there next finds the failure.
    const sent: Promise<void> = this.#send(part).then(() => void this.#inFlight.delete(sent))
    // A part that fails while we wait for the source must not wait for the source.
    sent.catch((error: unknown) => this.#stop.abort(error))
    this.#inFlight.add(sent)
  }

  async #send({ number, bytes }: Part): Promise<void> {
    const part = { PartNumber: number, UploadId: this.#uploadId }
    const command = new UploadPartCommand({ ...this.#target, ...part, Body: bytes })
    const { ETag } = await this.#call((client, options) => client.send(command, options))
    this.#done.push({ PartNumber: number, ETag })
    this.#free.push(bytes)
  }

  async #complete(): Promise<void> {
    const Parts = this.#done.sort((a, b) => (a.PartNumber ?? 0) - (b.PartNumber ?? 0))
    const upload = { UploadId: this.#uploadId, MultipartUpload: { Parts } }
    const command = new CompleteMultipartUploadCommand({ ...this.#target, ...upload })
    await this.#call((client, options) => client.send(command, options))
  }

  /** Parts still under way when an upload is aborted may stay behind, so they are stopped first. */
  async #abandon(error: unknown): Promise<void> {
    this.#stop.abort(error)
    await Promise.allSettled(this.#inFlight)
    if (this.#uploadId === undefined) return
    const command = new AbortMultipartUploadCommand({ ...this.#target, UploadId: this.#uploadId })
    // The first error is the one to report; what an unreachable store keeps, `sweepUnfinished` removes.
    await this.#connection.call((client) => client.send(command)).catch(() => {})
  }

  #call<T>(work: (client: S3Connection['client'], options: { abortSignal: AbortSignal }) => Promise<T>): Promise<T> {
    const { signal } = this.#stop
    return this.#connection.call((client) => work(client, { abortSignal: signal }), signal)
  }
}

/** Cuts a stream into parts of `partBytes`, the last one shorter and never empty unless the stream is. */
async function* cut(source: Readable, free: Buffer[]): AsyncGenerator<Part> {
  let number = 1
  let bytes: Buffer = Buffer.allocUnsafeSlow(partBytes)
  let filled = 0
  for await (const chunk of source as AsyncIterable<Uint8Array>) {
    for (let at = 0; at < chunk.byteLength; ) {
      if (filled === partBytes) {
        yield { number: number++, bytes, last: false }
        bytes = free.pop() ?? Buffer.allocUnsafeSlow(partBytes)
        filled = 0
      }
      const piece = chunk.subarray(at, at + partBytes - filled)
      bytes.set(piece, filled)
      filled += piece.byteLength
      at += piece.byteLength
    }
  }
  yield { number, bytes: bytes.subarray(0, filled), last: true }
}
