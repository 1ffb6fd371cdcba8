import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type Issue, type Logger, monotonicMs, silentLogger } from '@cronicl/core'
import { extractFrame } from '../ffmpeg/extract-frame.ts'
import type { MediaTools } from '../ffmpeg/tools.ts'
import { estimateRender } from '../plan/estimate.ts'
import { usAt } from '../plan/rational.ts'
import type { Timeline } from '../plan/timeline.ts'
import { type SegmentCounts, encodeSegments } from './encode-segments.ts'
import { encodeSounds } from './encode-sounds.ts'
import { joinFilm } from './join-film.ts'
import type { SegmentOptions } from './segment-options.ts'
import { type SegmentStore, noSegments } from './segment-store.ts'
import { verifyFilm } from './verify-film.ts'

export type RenderStage = 'plan' | 'encode' | 'finish'

export interface RenderOptions {
  timeline: Timeline
  /** Local path of every `src` of the timeline. */
  files: ReadonlyMap<string, string>
  /** A folder of the caller's; the film and its poster are left there, and nothing else. */
  workDir: string
  tools: MediaTools
  signal: AbortSignal
  /** Stages come in order; within one, `fraction` rises from 0 to 1 and never falls. */
  onProgress(stage: RenderStage, fraction: number): void
  log?: Logger
  /** Where segments are found that were encoded before, and kept for later. */
  store?: SegmentStore
  /** What each source is, by its checksum: what makes segments of different films the same. */
  identities?: ReadonlyMap<string, string>
}

export interface RenderedFilm {
  filmPath: string
  posterPath: string
  warnings: Issue[]
  counts: SegmentCounts
}

/**
 * Renders a resolved film: `film.mp4` and `poster.jpg` in `workDir`. When it fails or is aborted, no process is left
 * behind and `workDir` is as it was. Rejects with the signal's reason, or with an AppError: `UNSUPPORTED_MEDIA` for a
 * source that cannot be decoded.
 */
export async function renderTimeline(options: RenderOptions): Promise<RenderedFilm> {
  const { timeline, workDir, log = silentLogger } = options
  options.signal.throwIfAborted()
  await mkdir(workDir, { recursive: true })
  const dir = await mkdtemp(join(workDir, 'render-'))
  const startedMs = monotonicMs()
  try {
    const rendered = await renderIn(dir, options)
    log.info(
      { frames: timeline.frames, ...rendered.counts, tookMs: Math.round(monotonicMs() - startedMs) },
      'film rendered',
    )
    return rendered
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
}

async function renderIn(
  dir: string,
  { timeline, files, workDir, tools, signal, onProgress, store = noSegments, identities = new Map() }: RenderOptions,
): Promise<RenderedFilm> {
  onProgress('plan', 0)
  const job = { timeline, files, dir, tools, signal, timeoutMs: timeLimitMs(timeline) }
  onProgress('plan', 1)

  onProgress('encode', 0)
  const segments = (from: number, to: number): SegmentOptions => ({
    store,
    identities,
    onFraction: (part) => onProgress('encode', from + part * (to - from)),
  })
  const encoded = await encodeSegments(job, segments(0, 0.9))
  const sounds = await encodeSounds(job, segments(0.9, 1))
  onProgress('encode', 1)

  onProgress('finish', 0)
  const film = join(dir, 'film.mp4')
  const poster = join(dir, 'poster.jpg')
  await joinFilm(job, { pictures: encoded.runs, sounds, output: film }, (part) => onProgress('finish', part * 0.8))
  const posterUs = usAt(timeline.rate, timeline.posterFrame) - Math.round(usAt(timeline.rate, 1) / 2)
  await extractFrame(tools, { input: film, atMs: Math.max(0, posterUs / 1000), output: poster, signal })
  await verifyFilm(film, timeline)
  const filmPath = join(workDir, 'film.mp4')
  const posterPath = join(workDir, 'poster.jpg')
  await rename(poster, posterPath)
  await rename(film, filmPath)
  onProgress('finish', 1)
  return { filmPath, posterPath, warnings: encoded.warnings, counts: encoded.counts }
}

/** Generous for a machine that does other things too; a process that needs more hangs. */
function timeLimitMs(timeline: Timeline): number {
  return 120_000 + 30 * estimateRender(timeline).cpuMs
}
