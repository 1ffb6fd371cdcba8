/** Work that a request leaves behind when its caller is gone, as settling its cost; the process must not end before it. */
export interface OpenWork {
  /** Its failure is the work's own to report. */
  add(work: Promise<unknown>): void
  /** Resolves when nothing is left, also of what was added meanwhile. */
  ended(): Promise<void>
}

export function createOpenWork(): OpenWork {
  const open = new Set<Promise<unknown>>()
  return {
    add: (work) => {
      const settled: Promise<unknown> = Promise.allSettled([work]).finally(() => open.delete(settled))
      open.add(settled)
    },
    ended: async () => {
      while (open.size > 0) await Promise.all(open)
    },
  }
}
