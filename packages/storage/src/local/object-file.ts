import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { resolve, sep } from 'node:path'
import { AppError } from '@cronicl/core'
import { assertObjectKey } from '../object-key.ts'

/**
 * An object on disk is one file: the bytes, then 256 bytes that tell the content type and the size. One file is renamed
 * into place in one step, so that bytes and type can never be of two different writes, whatever dies in between; a
 * side-car could not promise that. The fixed length lets a listing know sizes without opening files.
 */
export const sealBytes = 256
const mark = 'cronicl-object-1 '

/** The end of an object's file. */
export function encodeSeal(contentType: string, sizeBytes: number): Buffer {
  return Buffer.from(`${`${mark}${JSON.stringify({ contentType, sizeBytes })}`.padEnd(sealBytes - 1)}\n`, 'latin1')
}

function decodeSeal(seal: Buffer): { contentType: string; sizeBytes: number } | null {
  const text = seal.toString('latin1')
  if (!text.startsWith(mark)) return null
  return JSON.parse(text.slice(mark.length)) as { contentType: string; sizeBytes: number }
}

/** Where the object of `key` lives under `folder`. @throws AppError VALIDATION_ERROR when the key would lead elsewhere */
export function objectPath(folder: string, key: string): string {
  assertObjectKey(key)
  const path = resolve(folder, key)
  if (!path.startsWith(folder + sep)) throw new AppError('VALIDATION_ERROR', 'This is not the key of a stored object.')
  return path
}

export interface OpenObject {
  handle: FileHandle
  sizeBytes: number
  contentType: string
}

/** Opens an object for reading, or says null when there is none. The caller closes the handle. */
export async function openObject(path: string): Promise<OpenObject | null> {
  // A link planted among the objects is not followed, and a named pipe cannot hold us. Windows knows neither flag.
  const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)
  const handle = await open(path, flags).catch((error: unknown) => {
    if (isNoSuchFile(error)) return null
    throw error
  })
  if (!handle) return null
  try {
    const stat = await handle.stat()
    if (!stat.isFile()) return await handle.close().then(() => null)
    const sizeBytes = stat.size - sealBytes
    const seal = Buffer.alloc(sealBytes)
    if (sizeBytes >= 0) await handle.read(seal, 0, sealBytes, sizeBytes)
    const facts = decodeSeal(seal)
    if (facts?.sizeBytes !== sizeBytes) {
      throw new AppError('INTERNAL_ERROR', 'A stored file is damaged. Restore it from the backup.', {
        cause: new Error(path),
      })
    }
    return { handle, ...facts }
  } catch (error) {
    await handle.close()
    throw error
  }
}

/** Whether a file system call failed because nothing readable has that name. */
export function isNoSuchFile(error: unknown): boolean {
  return hasCode(error, 'ENOENT', 'ENOTDIR', 'EISDIR', 'ELOOP', 'ENXIO')
}

export function hasCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(error.code as string)
}
