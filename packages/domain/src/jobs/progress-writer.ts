import { monotonicMs } from '@cronicl/core'

export interface ProgressWriter {
  /** Takes note of how far the work is; never waits, never goes back, never reaches 100. */
  report(stage: string, progress: number): void
  /** Writes no more; resolves when the write in flight is over. */
  close(): Promise<void>
}

/** Progress may be reported for each frame; it is written at most once in `intervalMs`, the newest last, one write at a time. */
export function progressWriter(
  write: (stage: string, progress: number) => Promise<void>,
  intervalMs = 250,
): ProgressWriter {
  let written = { stage: '', progress: 0 }
  let newest = written
  let lastMs = Number.NEGATIVE_INFINITY
  let timer: NodeJS.Timeout | undefined
  let writing: Promise<void> | null = null
  let closed = false

  const flush = (): void => {
    timer = undefined
    if (closed || newest === written) return
    written = newest
    lastMs = monotonicMs()
    writing = write(written.stage, written.progress).finally(() => {
      writing = null
      schedule()
    })
  }
  const schedule = (): void => {
    if (closed || writing || timer || newest === written) return
    const waitMs = lastMs + intervalMs - monotonicMs()
    if (waitMs > 0) timer = setTimeout(flush, waitMs)
    else flush()
  }
  return {
    report: (stage, progress) => {
      const percent = Math.max(newest.progress, Math.min(99, Math.floor(progress) || 0))
      if (stage === newest.stage && percent === newest.progress) return
      newest = { stage, progress: percent }
      schedule()
    },
    close: async () => {
      closed = true
      clearTimeout(timer)
      await writing
    },
  }
}
