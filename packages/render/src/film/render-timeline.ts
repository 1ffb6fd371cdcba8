import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type Issue, type Logger, monotonicMs, silentLogger } from '@cronicl/core'
import { extractFrame } from '../ffmpeg/extract-frame.ts'
import type { MediaTools } from '../ffmpeg/tools.ts'
import { estimateRender } from '../plan/estimate.ts'
import { readTrack } from '../mp4/read-track.ts'
import { usAt } from '../plan/rational.ts'
import type { Timeline } from '../plan/timeline.ts'
import { outputFormats } from '../spec/output-formats.ts'
import type { SegmentCounts } from './encode-segments.ts'
import type { FilmJob } from './film-job.ts'
import { type MadeFilm, makeFilm } from './make-film.ts'
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
  /** Named after its format: `film.mp4`, `film.webm` … */
  filmPath: string
  /** Null for sound alone, and for a picture. */
  posterPath: string | null
  warnings: Issue[]
  counts: SegmentCounts
}

/**
 * Renders a resolved film: `film.mp4`, or what its format is, and `poster.jpg` in `workDir`. When it fails or is aborted, no process is left
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
  let finishing = false
  const finish = (): void => {
    if (finishing) return
    finishing = true
    onProgress('encode', 1)
    onProgress('finish', 0)
  }
  const made = await makeFilm(job, {
    store,
    identities,
    onProgress: (stage, fraction) => {
      if (stage === 'finish') finish()
      onProgress(stage, fraction)
    },
  })
  finish()
  const poster = await takePoster(job, made)
  await verifyFilm(made.path, job)
  const posterPath = poster && join(workDir, 'poster.jpg')
  const filmPath = join(workDir, `film.${outputFormats[timeline.format ?? 'mp4'].extension}`)
  if (poster && posterPath) await rename(poster, posterPath)
  await rename(made.path, filmPath)
  onProgress('finish', 1)
  return { filmPath, posterPath, warnings: made.warnings, counts: made.counts }
}

/** A picture that stands for the film; null for one that has none, or is one. */
async function takePoster(
  { timeline, dir, tools, signal }: Omit<FilmJob, 'stills'>,
  { pictures }: MadeFilm,
): Promise<string | null> {
  if (pictures === null || timeline.format === 'png') return null
  const poster = join(dir, 'poster.jpg')
  const atUs = await posterUs(timeline, pictures)
  await extractFrame(tools, { input: pictures, atMs: atUs / 1000, output: poster, signal })
  return poster
}

/** The moment of the poster: within its frame, or where a key frame begins, before which nothing need be decoded. */
async function posterUs({ rate, posterFrame, posterNear }: Timeline, pictures: string): Promise<number> {
  const { sync } = await readTrack(pictures, 'vide')
  // Groups are closed: a key frame has the same number in the order of decoding and in that of time.
  const key = posterNear ? sync.indexOf(1, posterFrame) : -1
  return key >= 0 ? usAt(rate, key) : Math.max(0, usAt(rate, posterFrame) - Math.round(usAt(rate, 1) / 2))
}

/** Generous for a machine that does other things too; a process that needs more hangs. */
function timeLimitMs(timeline: Timeline): number {
  return 120_000 + 30 * estimateRender(timeline).cpuMs
}
