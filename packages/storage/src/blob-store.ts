import type { Readable } from 'node:stream'

/** What is known of an object without reading it. */
export interface BlobHead {
  key: string
  sizeBytes: number
  contentType: string
}

export interface BlobRead extends BlobHead {
  /** The bytes asked for: the whole object, or the range. Read it to its end or destroy it, else its file or socket stays open. */
  body: Readable
  /** The part that `body` carries, inclusive at both ends, when a range was asked for. */
  range?: { start: number; end: number }
}

export interface SignGetOptions {
  /** 1 second to 7 days (604,800), the longest that S3 signs. */
  expiresInS: number
  /** Offered to the user as the file's name; the answer then carries `Content-Disposition: attachment`. */
  downloadName?: string
}

export interface SignPutOptions {
  /** 1 second to 7 days (604,800). */
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
  /** Must be sent exactly as given. The body goes with a `Content-Length` (never chunked), which clients set by themselves. */
  headers: Record<string, string>
}

/**
 * Where bytes live. Keys come from `keys.ts` alone. Every method that reads a key throws `AppError('NOT_FOUND')` when
 * there is no such object, but `head`, which says null, and `delete`, which does not mind.
 *
 * An object appears whole or not at all, and a reader that has begun keeps the bytes that it began with when the object
 * is replaced or deleted meanwhile. A range that the object does not have is a `VALIDATION_ERROR`. Where an `AbortSignal`
 * is taken, the promise rejects with its reason. What the store itself does wrong is `UPSTREAM_ERROR` or
 * `UPSTREAM_TIMEOUT`; an error of the caller's stream comes back as it was thrown.
 */
export interface BlobStore {
  readonly kind: 'local' | 's3'
  /** Writes a whole object from a stream or a buffer, in bounded memory. Nothing stays behind when the source fails or `signal` aborts. */
  put(
    key: string,
    body: Readable | Uint8Array,
    options: { contentType: string; signal?: AbortSignal },
  ): Promise<BlobHead>
  /** `range` counts bytes from 0, both ends included; an `end` past the object's is its last byte. */
  read(key: string, range?: { start: number; end?: number }): Promise<BlobRead>
  head(key: string): Promise<BlobHead | null>
  /** A second object with the same bytes and type; on S3 up to 5 GiB, without passing through here. */
  copy(from: string, to: string): Promise<BlobHead>
  delete(...keys: string[]): Promise<void>
  /** Every object under `prefix`, in key order. */
  list(prefix: string): AsyncIterable<{ key: string; sizeBytes: number; modifiedAt: Date }>
  /** A link by which anyone can read the object until it expires; the object need not exist yet. */
  signGet(key: string, options: SignGetOptions): Promise<SignedUrl>
  /** A link by which anyone can write this object, of this type and size, until it expires (more than once, if it comes to that). */
  signPut(key: string, options: SignPutOptions): Promise<SignedPut>
  /** Writes the object to a local file, in bounded memory; the file appears whole or not at all. */
  download(key: string, path: string, options?: { signal?: AbortSignal }): Promise<void>
  /** Releases sockets. */
  close(): Promise<void>
}

/**
 * What a SIGKILL in the middle of a write leaves behind (temp files, unfinished multipart uploads) is invisible to
 * readers but takes space. Both stores can sweep it.
 */
export interface UnfinishedSweep {
  /** Removes unfinished writes that were last touched before `before` (be generous: a day), and says how many. */
  sweepUnfinished(before: Date): Promise<number>
}
