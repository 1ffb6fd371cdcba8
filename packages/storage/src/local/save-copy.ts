import { randomUUID } from 'node:crypto'
import { constants } from 'node:fs'
import { copyFile, rename, rm, truncate } from 'node:fs/promises'
import { AppError } from '@cronicl/core'
import { hasCode } from './object-file.ts'

/**
 * Copies the first `sizeBytes` of an object's file to `path`. The kernel moves the bytes (or shares them, where the file
 * system can), so a large object costs this process no memory. The file appears whole, by rename, or not at all.
 */
export async function saveCopy(from: string, sizeBytes: number, path: string, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted()
  const part = `${path}.${randomUUID()}.part`
  try {
    await copyFile(from, part, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE)
    await truncate(part, sizeBytes)
    signal?.throwIfAborted()
    await rename(part, path)
  } catch (error) {
    await rm(part, { force: true })
    if (hasCode(error, 'ENOENT')) throw new AppError('NOT_FOUND', 'There is no such stored file.', { cause: error })
    throw error
  }
}
