import type { Readable } from 'node:stream'

/** What is known of an object without reading it. */
export interface BlobHead {
  key: string
  sizeBytes: number
  contentType: string
}

export interface BlobRead extends BlobHead {
  /** The bytes asked for: the whole object, or the range. */
  body: Readable
  /** The part that `body` carries, inclusive at both ends, when a range was asked for. */
  range?: { start: number; end: number }
}

export interface SignGetOptions {
  expiresInS: number
  /** Offered to the user as the file's name; the answer then carries `Content-Disposition: attachment`. */
  downloadName?: string
}

export interface SignPutOptions {
  expiresInS: number
  contentType: string
  /** Exact length of the body; a store that can, refuses any other. */
  sizeBytes: number
}

export interface SignedUrl {
  url: string
  expiresAt: Date
}

export interface SignedPut extends SignedUrl {
  method: 'PUT'
  /** Must be sent exactly as given. */
  headers: Record<string, string>
}

/**
 * Where bytes live. Keys come from `keys.ts` alone. Every method that reads a key throws `AppError('NOT_FOUND')` when
 * there is no such object, but `head`, which says null, and `delete`, which does not mind.
 */
export interface BlobStore {
  readonly kind: 'local' | 's3'
  /** Writes a whole object from a stream or a buffer, in bounded memory. Nothing stays behind when the source fails or `signal` aborts. */
  put(key: string, body: Readable | Uint8Array, options: { contentType: string; signal?: AbortSignal }): Promise<BlobHead>
  read(key: string, range?: { start: number; end?: number }): Promise<BlobRead>
  head(key: string): Promise<BlobHead | null>
  copy(from: string, to: string): Promise<BlobHead>
  delete(...keys: string[]): Promise<void>
  /** Every object under `prefix`, in key order. */
  list(prefix: string): AsyncIterable<{ key: string; sizeBytes: number; modifiedAt: Date }>
  signGet(key: string, options: SignGetOptions): Promise<SignedUrl>
  signPut(key: string, options: SignPutOptions): Promise<SignedPut>
  /** Writes the object to a local file, in bounded memory. */
  download(key: string, path: string, options?: { signal?: AbortSignal }): Promise<void>
  /** Releases sockets. */
  close(): Promise<void>
}
