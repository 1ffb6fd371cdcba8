import { randomUUID } from 'node:crypto'
import { constants } from 'node:fs'
import { copyFile, link, mkdir, open, rename, rm, utimes } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { AppError } from '@cronicl/core'
import { encodeSeal, hasCode } from './object-file.ts'

export interface WriteOptions {
  contentType: string
  /** Exact length; a body of any other is a VALIDATION_ERROR. */
  sizeBytes?: number
  signal?: AbortSignal
  /** Becomes the object's modification time. */
  now: Date
}

/**
 * Writes a body to a temp file, brings it to the disk and renames it to `target`. Whatever fails, and wherever the
 * process dies, `target` is what it was before or the whole new object.
 * @returns the size in bytes
 */
export async function writeObject(
  tempFolder: string,
  target: string,
  body: Readable | Uint8Array,
  options: WriteOptions,
): Promise<number> {
  const temp = join(tempFolder, randomUUID())
  const source = body instanceof Readable ? body : Readable.from(body.byteLength === 0 ? [] : [body])
  // The pipeline below reports what goes wrong with the source, also before it begins; until then nobody would listen, and
  // an error without a listener ends the process.
  source.on('error', () => {})
  try {
    options.signal?.throwIfAborted()
    await mkdir(tempFolder, { recursive: true, mode: 0o700 })
    // Opened before anything can fail: a file that is still being opened when it is removed would come back.
    const file = await open(temp, 'wx', 0o600)
    let sizeBytes = 0
    await pipeline(
      source,
      async function* (chunks: AsyncIterable<Uint8Array>) {
        for await (const chunk of chunks) {
          sizeBytes += chunk.byteLength
          if (sizeBytes > (options.sizeBytes ?? Infinity)) throw wrongSize(options.sizeBytes)
          yield chunk
        }
        if (sizeBytes !== (options.sizeBytes ?? sizeBytes)) throw wrongSize(options.sizeBytes)
        yield encodeSeal(options.contentType, sizeBytes)
      },
      // Chunks that wait while the disk is busy leave together, up to 1 MiB in one call.
      file.createWriteStream({ highWaterMark: 1024 * 1024, flush: true }),
      options.signal ? { signal: options.signal } : {},
    )
    await publish(temp, target, options.now)
    return sizeBytes
  } catch (error) {
    source.destroy()
    await rm(temp, { force: true })
    throw options.signal?.aborted ? options.signal.reason : error
  }
}

/** Gives the bytes of `from` a second name. Objects are replaced, never changed, so both may share them on the disk. */
export async function copyObject(tempFolder: string, from: string, target: string, now: Date): Promise<void> {
  const temp = join(tempFolder, randomUUID())
  try {
    await mkdir(tempFolder, { recursive: true, mode: 0o700 })
    await link(from, temp).catch(async (error: unknown) => {
      if (hasCode(error, 'ENOENT')) throw new AppError('NOT_FOUND', 'There is no such stored file.', { cause: error })
      // Not every file system has hard links, and those that have them limit their number.
      await copyFile(from, temp, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE)
      await sync(temp, 'r+')
    })
    await publish(temp, target, now)
  } finally {
    // Renaming one name of a file onto another of the same file does nothing and leaves both.
    await rm(temp, { force: true })
  }
}

async function publish(temp: string, target: string, now: Date): Promise<void> {
  await utimes(temp, now, now)
  const folder = dirname(target)
  for (let attempt = 1; ; attempt++) {
    try {
      const firstMade = await mkdir(folder, { recursive: true, mode: 0o700 })
      await rename(temp, target)
      return await syncFolders(folder, firstMade)
    } catch (error) {
      // A delete next door may have removed the empty folder in between.
      if (hasCode(error, 'ENOENT') && attempt < 5) continue
      if (!hasCode(error, 'ENOTDIR', 'EISDIR', 'EEXIST', 'ENOTEMPTY')) throw error
      throw new AppError('VALIDATION_ERROR', 'A key cannot be the folder of another object.', { cause: error })
    }
  }
}

/** A rename survives a power cut when its folder is on the disk, and so on up to the first folder that was made for it. */
async function syncFolders(folder: string, firstMade: string | undefined): Promise<void> {
  const last = firstMade === undefined ? folder : dirname(firstMade)
  for (let at = folder; ; at = dirname(at)) {
    // Windows cannot open folders, and a neighbour's delete may have been here already.
    await sync(at, 'r').catch((error: unknown) => {
      if (!hasCode(error, 'EPERM', 'EISDIR', 'EINVAL', 'EACCES', 'ENOENT')) throw error
    })
    if (at === last || at === dirname(at)) return
  }
}

async function sync(path: string, flags: string): Promise<void> {
  await using handle = await open(path, flags)
  await handle.sync()
}

function wrongSize(expected: number | undefined): AppError {
  return new AppError('VALIDATION_ERROR', `The body is not of the announced ${expected} bytes.`)
}
