import { copyFile, link, mkdir, readdir, rename, rm, stat, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { systemClock } from '@cronicl/core'
import type { SegmentStore } from './segment-store.ts'

export interface DiskSegmentOptions {
  /** A folder of its own; several processes may share it. */
  dir: string
  /** What the segments in it may take; those that nobody has asked for the longest go first. */
  maxBytes: number
}

/** How full the folder is made when there is no room: not every new segment is to make room anew. */
const keptShare = 0.9
/** Hex of a SHA-256, so that no key names a place outside of the folder. */
const keyForm = /^[0-9a-f]{64}$/

/** Keeps segments in a folder. A fetched segment is a link: it stays while it is used, also when the folder lets go of it. */
export function diskSegments({ dir, maxBytes }: DiskSegmentOptions): SegmentStore {
  const fileOf = (key: string): string => {
    if (!keyForm.test(key)) throw new RangeError('this is no key of a segment')
    return join(dir, `${key}.mp4`)
  }
  let since = Number.POSITIVE_INFINITY
  return {
    fetch: async (key, path) => {
      const file = fileOf(key)
      try {
        await linkOrCopy(file, path)
      } catch (error) {
        if (isMissing(error)) return false
        throw error
      }
      const now = systemClock.now()
      // Another process may have let go of it meanwhile; the link is ours.
      await utimes(file, now, now).catch(() => {})
      return true
    },
    keep: async (key, path) => {
      await mkdir(dir, { recursive: true })
      const file = fileOf(key)
      const unfinished = `${file}.${crypto.randomUUID()}`
      await linkOrCopy(path, unfinished)
      // A segment that was copied from elsewhere has the age of its source.
      const now = systemClock.now()
      await utimes(unfinished, now, now)
      await rename(unfinished, file)
      since += (await stat(path)).size
      if (since < maxBytes / 20) return
      since = 0
      await makeRoom(dir, maxBytes)
    },
  }
}

async function makeRoom(dir: string, maxBytes: number): Promise<void> {
  const names = await readdir(dir)
  const found = await Promise.all(
    names.map(async (name) => {
      const file = join(dir, name)
      const facts = await stat(file).catch(() => null)
      return facts ? [{ file, bytes: facts.size, usedMs: facts.mtimeMs }] : []
    }),
  )
  const files = found.flat().sort((a, b) => a.usedMs - b.usedMs)
  let bytes = files.reduce((sum, file) => sum + file.bytes, 0)
  if (bytes <= maxBytes) return
  for (const file of files) {
    if (bytes <= maxBytes * keptShare) return
    await rm(file.file, { force: true })
    bytes -= file.bytes
  }
}

async function linkOrCopy(from: string, to: string): Promise<void> {
  try {
    await link(from, to)
  } catch (error) {
    if (isMissing(error)) throw error
    // Another disk, or one that knows no links.
    await copyFile(from, to)
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}
