import { tmpdir } from 'node:os'
import { dirname, isAbsolute } from 'node:path'
import { openMemoryGroup } from './memory-group.ts'
import { maxOpenFiles, maxWrittenBytes } from './limits.ts'

export interface LauncherOptions {
  /** Whether FFmpeg says its version when these words stand before it. */
  works(launcher: readonly string[]): Promise<boolean>
  ffmpegPath: string
  /** A folder of the cgroup tree that is ours, where the operator names one. */
  cgroup?: string | undefined
  bubblewrap?: string
}

/** util-linux: the kernel kills the command when this process dies, so that a killed worker leaves no encoder running. */
const dieWithParent = ['setpriv', '--pdeathsig', 'KILL', '--']

/**
 * Backstops that end a process at once. Not of address space: FFmpeg waits forever for a thread that could get none
 * (measured); nor of processes, which are counted for the user and not for the film.
 */
const bounded = ['prlimit', `--fsize=${maxWrittenBytes}`, `--nofile=${maxOpenFiles}`, '--core=0', '--']

/**
 * The words before every FFmpeg: whatever of this the system has, found out once. Dies with its parent, bounded in what
 * it writes, in a memory group, in a sandbox without network and without our files. Null where it has none of it.
 */
export async function findLauncher(options: LauncherOptions): Promise<readonly string[] | null> {
  const group = await openMemoryGroup({ folder: options.cgroup })
  const wished = [...(group ? [joinGroup(group)] : []), dieWithParent, bounded, sandbox(options)]
  const usable = await Promise.all(wished.map((words) => options.works(words)))
  const words = wished.filter((_, index) => usable[index])
  const all = words.flat()
  // One by one they work; should they not do so together, the one that ends orphans is worth most.
  if (words.length < 2 || (await options.works(all))) return all.length > 0 ? all : null
  return words.includes(dieWithParent) ? dieWithParent : null
}

/** The shell puts itself into the group, and becomes the command. */
function joinGroup(group: string): string[] {
  return ['sh', '-c', 'echo $$ > "$0/cgroup.procs" && exec "$@"', group]
}

/** Namespaces of its own for everything, the system's libraries and fonts to read, the scratch folders to write. */
function sandbox({ bubblewrap = 'bwrap', ffmpegPath }: LauncherOptions): string[] {
  const system = ['/usr', '/bin', '/lib', '/lib64', '/etc/ld.so.cache', '/etc/alternatives']
  const own = isAbsolute(ffmpegPath) && !ffmpegPath.startsWith('/usr/') ? [dirname(ffmpegPath)] : []
  return [
    ...[bubblewrap, '--unshare-all', '--die-with-parent'],
    ...[...system, ...own].flatMap((path) => ['--ro-bind-try', path, path]),
    ...['--proc', '/proc', '--dev', '/dev', '--bind', tmpdir(), tmpdir(), '--'],
  ]
}
