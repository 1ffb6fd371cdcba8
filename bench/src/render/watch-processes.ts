import { readFileSync, readdirSync } from 'node:fs'
import { cpuSeconds } from './cpu-seconds.ts'

export interface ProcessTree {
  /** Highest resident memory of all together, in MiB. */
  readonly peakMiB: number
  /** Processor time up to now, of those that live and those that they have waited for. */
  cpuS(): number
  stop(): void
}

/** Looks at a process and everything beneath it twenty times a second. */
export function watchProcesses(pid: number): ProcessTree {
  let peakMiB = 0
  const look = (): void => {
    const kib = descendants(pid).reduce((sum, child) => sum + residentKib(child), 0)
    peakMiB = Math.max(peakMiB, kib / 1024)
  }
  const timer = setInterval(look, 50)
  return {
    get peakMiB() {
      return peakMiB
    },
    cpuS: () => descendants(pid).reduce((sum, child) => sum + quietly(() => cpuSeconds(child)), 0),
    stop: () => clearInterval(timer),
  }
}

function descendants(root: number): number[] {
  const parents = new Map<number, number>()
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    quietly(() => {
      const text = readFileSync(`/proc/${name}/stat`, 'latin1')
      parents.set(Number(name), Number(text.slice(text.lastIndexOf(')') + 2).split(' ')[1]))
      return 0
    })
  }
  const found = [root]
  for (const parent of found) for (const [child, of] of parents) if (of === parent) found.push(child)
  return found
}

function residentKib(pid: number): number {
  return quietly(() => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1] ?? 0))
}

/** A process may end while it is looked at. */
function quietly(read: () => number): number {
  try {
    return read()
  } catch {
    return 0
  }
}
