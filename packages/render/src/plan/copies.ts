import { framesAt, type Rational, usAt } from './rational.ts'
import { hides } from './seen-pictures.ts'
import type { PictureClip, Timeline } from './timeline.ts'
import type { Window } from './windows.ts'

/** A source whose frames are already encoded as the film's will be, so that they can be copied. */
export interface CopySource {
  rate: Rational
  widthPx: number
  heightPx: number
  frames: number
  /** Frames at which copying can begin and end, rising; the first is 0. */
  syncFrames: readonly number[]
}

/** Frames of a source that stand in the film as they are. */
export interface Copy extends Window {
  src: string
  /** The first frame of the source. */
  sourceFrame: number
}

/** Fewer frames than this are not worth a cut. */
const leastS = 1

/** The part of a window that can be copied: whole groups of the one source that is seen in it; null when there is none. */
export function copyIn(
  timeline: Timeline,
  { pictures, ...window }: Window & { pictures: readonly PictureClip[] },
  sources: ReadonlyMap<string, CopySource>,
): Copy | null {
  const [clip] = pictures
  if (pictures.length !== 1 || !clip || clip.picture.kind !== 'moving') return null
  const source = sources.get(clip.picture.src)
  const length = window.toFrame - window.fromFrame
  const first = source && firstSourceFrame({ ...timeline, frames: length }, clip, source)
  if (!source || first === undefined || first === null) return null
  const from = source.syncFrames.find((frame) => frame >= first)
  const last = Math.min(first + length, source.frames)
  const to = last === source.frames ? last : source.syncFrames.findLast((frame) => frame <= last)
  if (from === undefined || to === undefined || to - from < framesAt(timeline.rate, leastS * 1e6)) return null
  const shift = window.fromFrame - first
  return { src: clip.picture.src, sourceFrame: from, fromFrame: from + shift, toFrame: to + shift }
}

/** Which frame of the source the window begins with, if it shows the source's frames as they are. */
function firstSourceFrame(timeline: Timeline, clip: PictureClip, source: CopySource): number | null {
  const { picture, startFrame } = clip
  if (picture.kind !== 'moving' || picture.speed !== 1 || picture.loop || !hides(clip, timeline)) return null
  const { drawn, extract, backdrop } = picture.fitting
  const sizes = [drawn, extract, source]
  const same = sizes.every((size) => size.widthPx === timeline.widthPx && size.heightPx === timeline.heightPx)
  if (picture.fitting.crop || clip.effects.length > 0) return null
  if (!same || backdrop !== null || !sameRate(source.rate, timeline.rate)) return null
  const trimmed = framesAt(timeline.rate, picture.trimUs)
  // Between two frames of the source there is none to copy.
  if (Math.abs(usAt(timeline.rate, trimmed) - picture.trimUs) > 1) return null
  return trimmed - startFrame
}

function sameRate(a: Rational, b: Rational): boolean {
  return a.num * b.den === b.num * a.den
}
