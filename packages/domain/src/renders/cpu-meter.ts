import { readFile } from 'node:fs/promises'

/** Ticks of `/proc` in a second: Linux promises this number to programs on every machine. */
const ticksPerSecond = 100

interface Reading {
  alone: boolean
}

const open = new Set<Reading>()

export interface CpuMeter extends AsyncDisposable {
  /** Processor time of this process and of its children that have ended; null where that is not this work's alone. */
  readMs(): Promise<number | null>
}

/**
 * Measures what a piece of work takes of the processor, until disposed. The system tells it for the whole process, so of
 * works that overlap nothing is said; nor is it where there is no `/proc`.
 */
export async function startCpuMeter(): Promise<CpuMeter> {
  const reading: Reading = { alone: open.size === 0 }
  for (const other of open) other.alone = false
  open.add(reading)
  const before = await spentMs()
  return {
    readMs: async () => {
      const after = await spentMs()
      return before === null || after === null || !reading.alone ? null : Math.round(after - before)
    },
    [Symbol.asyncDispose]: async () => {
      open.delete(reading)
    },
  }
}

async function spentMs(): Promise<number | null> {
  const own = process.cpuUsage()
  const stat = await readFile('/proc/self/stat', 'utf8').catch(() => null)
  // The command's name, in brackets, may hold spaces; cutime and cstime are the 14th and 15th field after it.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')
  const ticks = Number(fields?.[13]) + Number(fields?.[14])
  return Number.isFinite(ticks) ? (own.user + own.system) / 1_000 + (ticks * 1_000) / ticksPerSecond : null
}
