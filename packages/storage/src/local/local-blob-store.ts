import { mkdir, readdir, rm, rmdir, stat, unlink } from 'node:fs/promises'
import type { IncomingHttpHeaders } from 'node:http'
import { dirname, join, resolve } from 'node:path'
import { Readable } from 'node:stream'
import { AppError, type Clock } from '@cronicl/core'
import type { BlobHead, BlobRead, BlobStore, UnfinishedSweep } from '../blob-store.ts'
import { assertRange, fitRange } from '../byte-range.ts'
import { assertContentType, assertKeyPrefix } from '../object-key.ts'
import { saveCopy } from './save-copy.ts'
import { listObjects } from './list-objects.ts'
import { isNoSuchFile, objectPath, type OpenObject, openObject } from './object-file.ts'
import { type LinkQuery, SignedLinks, type VerifiedGet, type VerifiedPut } from './signed-links.ts'
import { copyObject, writeObject } from './write-object.ts'

export interface LocalBlobStoreOptions {
  /** Folder of this store alone, made when missing. Several processes may share it. */
  root: string
  /** Address under which `/files/<key>` is served, without a trailing slash; a function when it is known only later. */
  publicUrl: string | (() => string)
  /** Signs the links; at least 32 characters. Every process that shares the root needs the same. */
  secret: string
  clock: Clock
}

/**
 * Objects as files under `root/objects`. Unlike S3, no key can be the folder of another (`a` and `a/b`). Modification
 * times are the house clock's; `copy` shares bytes by a hard link, which renews the source's time as well.
 */
export interface LocalBlobStore extends BlobStore, UnfinishedSweep {
  readonly kind: 'local'
  /** `sizeBytes`, where given, is exact: a body of any other length is a VALIDATION_ERROR and leaves nothing. */
  put(
    key: string,
    body: Readable | Uint8Array,
    options: { contentType: string; sizeBytes?: number; signal?: AbortSignal },
  ): Promise<BlobHead>
  /** What the link of `signGet` allows, for GET and HEAD. @throws AppError FORBIDDEN when it is forged or expired */
  verifyGet(key: string, query: LinkQuery): VerifiedGet
  /** What the link of `signPut` allows. @throws AppError FORBIDDEN when it is forged, expired or the headers are not the signed ones */
  verifyPut(key: string, query: LinkQuery, headers: IncomingHttpHeaders): VerifiedPut
}

/** @throws RangeError when the secret is shorter than 32 characters */
export function createLocalBlobStore({ root, publicUrl, secret, clock }: LocalBlobStoreOptions): LocalBlobStore {
  if (secret.length < 32) throw new RangeError('the secret that signs links needs at least 32 characters')
  const objects = resolve(root, 'objects')
  const temp = resolve(root, 'tmp')
  const links = new SignedLinks(typeof publicUrl === 'string' ? () => publicUrl : publicUrl, secret, clock)

  const openOrThrow = async (key: string): Promise<OpenObject> => {
    const object = await openObject(objectPath(objects, key))
    if (!object) throw new AppError('NOT_FOUND', 'There is no such stored file.', { details: { key } })
    return object
  }

  const store: LocalBlobStore = {
    kind: 'local',
    async put(key, body, options) {
      const path = objectPath(objects, key)
      assertContentType(options.contentType)
      const sizeBytes = await writeObject(temp, path, body, { ...options, now: clock.now() })
      return { key, sizeBytes, contentType: options.contentType }
    },
    async read(key, range) {
      if (range) assertRange(range)
      const { handle, sizeBytes, contentType } = await openOrThrow(key)
      try {
        const part = range && fitRange(range, sizeBytes)
        const bounds = part ?? { start: 0, end: sizeBytes - 1 }
        if (sizeBytes === 0) await handle.close()
        const body =
          sizeBytes === 0 ? Readable.from([]) : handle.createReadStream({ ...bounds, highWaterMark: 256 * 1024 })
        const read: BlobRead = { key, sizeBytes, contentType, body }
        return part ? { ...read, range: part } : read
      } catch (error) {
        await handle.close()
        throw error
      }
    },
    async head(key) {
      const object = await openObject(objectPath(objects, key))
      await object?.handle.close()
      return object && { key, sizeBytes: object.sizeBytes, contentType: object.contentType }
    },
    async copy(from, to) {
      const target = objectPath(objects, to)
      const { handle, sizeBytes, contentType } = await openOrThrow(from)
      await handle.close()
      await copyObject(temp, objectPath(objects, from), target, clock.now())
      return { key: to, sizeBytes, contentType }
    },
    async delete(...keys) {
      const paths = keys.map((key) => objectPath(objects, key))
      for (const path of paths) {
        await unlink(path).catch((error: unknown) => {
          if (!isNoSuchFile(error)) throw error
        })
        await pruneEmptyFolders(dirname(path), objects)
      }
    },
    list(prefix) {
      assertKeyPrefix(prefix)
      return listObjects(objects, prefix)
    },
    signGet: async (key, options) => links.signGet(key, options),
    signPut: async (key, options) => links.signPut(key, options),
    verifyGet: (key, query) => links.verifyGet(key, query),
    verifyPut: (key, query, headers) => links.verifyPut(key, query, headers),
    async download(key, path, options) {
      const { handle, sizeBytes } = await openOrThrow(key)
      await handle.close()
      await saveCopy(objectPath(objects, key), sizeBytes, path, options?.signal)
    },
    async sweepUnfinished(before) {
      let swept = 0
      await mkdir(temp, { recursive: true, mode: 0o700 })
      for (const name of await readdir(temp)) {
        const path = join(temp, name)
        // It may have become an object since.
        const facts = await stat(path).catch(() => null)
        if (!facts || facts.mtime >= before) continue
        await rm(path, { force: true })
        swept++
      }
      return swept
    },
    close: async () => {},
  }
  return store
}

/** So that a folder per asset does not stay for ever. A folder that is filled meanwhile stays. */
async function pruneEmptyFolders(folder: string, root: string): Promise<void> {
  for (let at = folder; at !== root; at = dirname(at)) {
    const removed = await rmdir(at).then(
      () => true,
      () => false,
    )
    if (!removed) return
  }
}
