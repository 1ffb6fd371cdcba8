import type { MediaTools } from '../ffmpeg/tools.ts'
import type { Timeline } from '../plan/timeline.ts'

/** What every step of one render shares. */
export interface FilmJob {
  timeline: Timeline
  /** Path of each source. */
  files: ReadonlyMap<string, string>
  /** Path of each drawn still, by its key. */
  stills: ReadonlyMap<string, string>
  /** Scratch folder, removed at the end. */
  dir: string
  tools: MediaTools
  signal: AbortSignal
  /** Wall-clock limit of each process. */
  timeoutMs: number
}
