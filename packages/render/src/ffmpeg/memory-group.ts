import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { totalmem } from 'node:os'
import { join } from 'node:path'
import { maxMemoryBytes } from './limits.ts'

export interface MemoryGroupOptions {
  /** A folder of the cgroup tree that was handed to us. */
  folder?: string | undefined
  /** Where the tree stands, what says our place in it, and who we are. */
  tree?: string
  self?: string
  userId?: number | undefined
}

/** Of both versions of cgroups. */
const limitFiles = ['memory.max', 'memory.limit_in_bytes']

/**
 * A group of processes that may use so much memory together, and of which the kernel ends one when they need more: one
 * for all FFmpeg of this machine, in the folder that the operator names, or in our own place in the tree where a user
 * other than root may write there. Root may write everywhere, which does not mean that it is ours. Null where there is
 * no such place.
 */
export async function openMemoryGroup(options: MemoryGroupOptions): Promise<string | null> {
  const folder = options.folder ?? (await ownFolder(options))
  if (folder === null) return null
  const group = join(folder, 'cronicl-media')
  const limit = String(Math.min(maxMemoryBytes, Math.floor(totalmem() * 0.75)))
  // Version 2 hands out memory only where its parent says so; it may say so already.
  await writeFile(join(folder, 'cgroup.subtree_control'), '+memory', { flag: 'r+' }).catch(() => {})
  await mkdir(group).catch(() => {})
  for (const file of limitFiles) {
    try {
      await writeFile(join(group, file), limit, { flag: 'r+' })
      return group
    } catch {
      // The other version, or not ours.
    }
  }
  return null
}

async function ownFolder(options: MemoryGroupOptions): Promise<string | null> {
  const { tree = '/sys/fs/cgroup', self = '/proc/self/cgroup', userId = process.getuid?.() } = options
  if (userId === undefined || userId === 0) return null
  const lines = await readFile(self, 'utf8').catch(() => '')
  const memory = /^\d+:(?:\w+,)*memory(?:,\w+)*:(.*)$/m.exec(lines)?.[1]
  if (memory !== undefined) return join(tree, 'memory', memory)
  const unified = /^0::(.*)$/m.exec(lines)?.[1]
  return unified === undefined ? null : join(tree, unified)
}
