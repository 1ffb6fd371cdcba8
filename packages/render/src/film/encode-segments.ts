import { join } from 'node:path'
import type { Issue } from '@cronicl/core'
import type { Run } from '../mp4/film-tracks.ts'
import { type EncodedTrack, readTrack } from '../mp4/read-track.ts'
import type { Copy } from '../plan/copies.ts'
import { type Segment, planSegments, wholeFilm } from '../plan/segments.ts'
import { drawStills, stillKey } from '../stills/draw-stills.ts'
import { type CopyTrack, copySources } from './copy-sources.ts'
import { encodeWindow } from './encode-window.ts'
import type { FilmJob } from './film-job.ts'
import { segmentKey } from './segment-key.ts'
import type { SegmentOptions } from './segment-options.ts'
import { type Group, encodedFrames, groupOf } from './still-group.ts'

export interface EncodedSegments {
  /** The film's pictures, in order. */
  runs: Run[]
  warnings: Issue[]
  counts: SegmentCounts
}

/** How the film's pictures came about, for whoever asks why it was fast or slow. */
export interface SegmentCounts {
  segments: number
  /** Different ones. */
  unique: number
  stills: number
  /** Frames that were taken from sources as they are. */
  copiedFrames: number
  /** Found in the store. */
  cached: number
  encoded: number
  /** Frames that were encoded, of those of the film. */
  encodedFrames: number
  /** How often pieces did not fit together, and the whole film was encoded in one. */
  fallbacks: number
}

/** Of a film without pictures, and of one that is a single frame. */
export const noCounts: SegmentCounts = {
  segments: 0,
  unique: 0,
  stills: 0,
  copiedFrames: 0,
  cached: 0,
  encoded: 0,
  encodedFrames: 0,
  fallbacks: 0,
}

interface Piece {
  segment: Segment
  key: string
  path: string
  group: Group
}

/** Encodes what the film shows, each different segment once, and none that the store has. */
export async function encodeSegments(job: Omit<FilmJob, 'stills'>, options: SegmentOptions): Promise<EncodedSegments> {
  const { timeline, dir, signal } = job
  const sources: Map<string, CopyTrack> = options.inOnePiece ? new Map() : await copySources(job)
  const segments = options.inOnePiece ? [wholeFilm(timeline)] : planSegments(timeline, sources)
  const keys = segments.map((segment) => segmentKey(timeline, segment, options.identities))
  const pieces = new Map<string, Piece>()
  segments.forEach((segment, i) => {
    const key = keys[i] as string
    const path = join(dir, `segment-${pieces.size}.mp4`)
    if (!segment.copy && !pieces.has(key)) pieces.set(key, { segment, key, path, group: groupOf(timeline, segment) })
  })
  const missing: Piece[] = []
  for (const piece of pieces.values()) {
    signal.throwIfAborted()
    if (!(await options.store.fetch(piece.key, piece.path))) missing.push(piece)
  }
  const warnings = await encodeMissing(job, missing, options)
  const tracks = new Map<string, EncodedTrack>()
  for (const { key, path } of pieces.values()) tracks.set(key, await readTrack(path, 'vide'))
  return {
    runs: segments.flatMap(({ copy }, i) => {
      const key = keys[i] as string
      if (copy) return [copyRun(copy, sources)]
      return runsOf(tracks.get(key) as EncodedTrack, (pieces.get(key) as Piece).group)
    }),
    warnings,
    counts: {
      segments: segments.length,
      unique: pieces.size,
      stills: segments.filter(({ still }) => still).length,
      copiedFrames: segments.reduce((sum, { copy }) => sum + (copy ? copy.toFrame - copy.fromFrame : 0), 0),
      cached: pieces.size - missing.length,
      encoded: missing.length,
      fallbacks: 0,
      encodedFrames: missing.reduce((sum, { group }) => sum + encodedFrames(group), 0),
    },
  }
}

async function encodeMissing(
  job: Omit<FilmJob, 'stills'>,
  missing: readonly Piece[],
  { store, onFraction }: SegmentOptions,
): Promise<Issue[]> {
  const { timeline, files, dir, signal } = job
  const shown = missing.flatMap(({ segment }) => segment.pictures)
  const wanted = new Set(shown.flatMap(({ picture }) => (picture.kind === 'still' ? [stillKey(picture.still)] : [])))
  const drawn = await drawStills({ pictures: timeline.pictures, wanted, files, dir, signal })
  const total = missing.reduce((sum, { group }) => sum + encodedFrames(group), 0)
  let done = 0
  for (const { segment, key, path, group } of missing) {
    const frames = encodedFrames(group)
    const local = { ...timeline, pictures: segment.pictures, frames }
    const groupFrames = group.times > 1 ? group.frames : undefined
    await encodeWindow({ ...job, timeline: local, stills: drawn.paths }, { output: path, groupFrames }, (part) =>
      onFraction((done + part * frames) / total),
    )
    await store.keep(key, path)
    done += frames
  }
  return drawn.warnings
}

function copyRun({ src, sourceFrame, fromFrame, toFrame }: Copy, sources: ReadonlyMap<string, CopyTrack>): Run {
  const { track } = sources.get(src) as CopyTrack
  return { track, from: sourceFrame, to: sourceFrame + toFrame - fromFrame, times: 1 }
}

function runsOf(track: EncodedTrack, { frames, times, rest }: Group): Run[] {
  const group = { track, from: 0, to: frames, times }
  return rest === 0 ? [group] : [group, { track, from: frames, to: frames + rest, times: 1 }]
}
