import type { EncodedTrack } from './read-track.ts'
import { UnfitPiece } from './unfit-piece.ts'

/** Some samples of an encoded track, in decoding order, put into the film as often as is said. */
export interface Run {
  track: EncodedTrack
  /** First sample, and the one after the last. */
  from: number
  to: number
  times: number
}

/** The film's pictures: runs that can each be decoded by themselves, one after the other. */
export interface PictureRuns extends FilmClock {
  runs: readonly Run[]
}

/** Ticks a second, and of each frame. */
export interface FilmClock {
  timescale: number
  frameTicks: number
}

/** The film's sound: AAC frames of 1,024 samples, one after the other. */
export interface SoundRuns {
  runs: readonly Run[]
  rateHz: number
  /** Samples at the beginning that a decoder needs and nobody hears. */
  primingSamples: number
}

/** Where a run's samples lie in the file they come from, and in which order they are shown. */
export interface SampleRow {
  count: number
  sizes: Uint32Array
  /** The frame that each sample shows, counted from the run's first; the samples themselves are in decoding order. */
  order: Int32Array
  sync: Uint8Array
}

/**
 * The frames of a run on the film's grid.
 * @throws Error when it is not made of whole frames, each exactly once, beginning where decoding can begin
 */
export function pictureRow({ track, from, to }: Run, { timescale, frameTicks }: FilmClock): SampleRow {
  const count = to - from
  const pts = track.pts.subarray(from, to)
  const first = pts.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY)
  const order = new Int32Array(count)
  const seen = new Uint8Array(count)
  for (let i = 0; i < count; i++) {
    const frame = (((pts[i] ?? 0) - first) * timescale) / (track.timescale * frameTicks)
    if (!Number.isInteger(frame) || frame < 0 || frame >= count || seen[frame] === 1)
      throw new UnfitPiece(`${track.path}: the samples ${from} to ${to} are not whole frames in a row`)
    order[i] = frame
    seen[frame] = 1
  }
  // Of an open group the first sample is not the first that is shown: what comes before it would need another group.
  if (count === 0 || track.sync[from] !== 1 || order[0] !== 0)
    throw new UnfitPiece(`${track.path}: decoding cannot begin at sample ${from}`)
  return { count, order, sizes: track.sizes.subarray(from, to), sync: track.sync.subarray(from, to) }
}

export function soundRow({ track, from, to }: Run): SampleRow {
  const count = to - from
  return {
    count,
    sizes: track.sizes.subarray(from, to),
    order: Int32Array.from({ length: count }, (_, i) => i),
    sync: new Uint8Array(count).fill(1),
  }
}
