import { formatUs, type Rational, usAt } from '../plan/rational.ts'
import type { PictureClip, Size } from '../plan/timeline.ts'
import type { Window } from '../plan/windows.ts'
import { cameraFilter } from './camera-filter.ts'
import { chain, filter } from './filter.ts'
import { numberFrames, paint, repeatFrame, scaleToFilm } from './frames.ts'
import { movingChains, movingInput } from './moving-chains.ts'
import type { ClipPart, PictureInput } from './picture-input.ts'

export interface PictureContext {
  window: Window
  rate: Rational
  /** Number of the input, should the picture need one. */
  input: number
  /** Label of the finished picture; labels inside begin with it. */
  label: string
}

export interface PictureChains {
  input: PictureInput | null
  chains: string[]
}

/**
 * One clip as a stream that begins and ends with its part of the window. Inside, frames carry the clip's own numbers, so
 * that fades and the camera are the same wherever a window begins.
 */
export function pictureChains(clip: PictureClip, { window, rate, input, label }: PictureContext): PictureChains {
  const first = Math.max(0, window.fromFrame - clip.startFrame)
  const part = { first, frames: Math.min(clip.frames, window.toFrame - clip.startFrame) - first, rate }
  const finish = [...fadeFilters(clip, rate), shift(clip.startFrame - window.fromFrame)]
  const { picture } = clip
  if (picture.kind === 'fill') {
    const painted = [...paint(picture.color, picture.size, rate, 'yuva420p'), transparency(clip.opacity)]
    return {
      input: null,
      chains: [chain([], [...painted, ...repeatFrame(part.frames, rate, first), ...finish], label)],
    }
  }
  const moved = [...cameraFilters(clip, part), filter('format', { pix_fmts: 'yuva420p' }), transparency(clip.opacity)]
  if (picture.kind === 'moving') {
    const still = [...numberFrames(rate, first), ...moved, ...finish]
    return { input: movingInput(picture, part), chains: movingChains(picture, part, { input, label, rest: still }) }
  }
  const { still, size } = picture
  const opaque = still.kind === 'photo' && !still.hasAlpha
  const decoded = [scaleToFilm(), filter('format', { pix_fmts: opaque ? 'yuv420p' : 'yuva420p' })]
  const repeated = repeatFrame(part.frames, rate, first)
  // Without a camera all work on the still is done once, before it is repeated.
  const body = clip.motion
    ? [...repeated, ...moved.slice(0, 1), ...shrink(still, size), ...moved.slice(1)]
    : [...moved, ...repeated]
  return { input: { kind: 'still', still }, chains: [chain([`${input}:v:0`], [...decoded, ...body, ...finish], label)] }
}

function cameraFilters({ motion, frames }: PictureClip, { first }: ClipPart): (string | null)[] {
  return motion ? [cameraFilter(motion, frames, first)] : []
}

/** A still that was drawn larger than it is shown, for the camera, comes to its size here. */
function shrink(still: { kind: string; supersample?: number }, size: Size | null): string[] {
  return size && still.supersample !== undefined && still.supersample > 1
    ? [filter('scale', { w: size.widthPx, h: size.heightPx, flags: 'bicubic' })]
    : []
}

function transparency(opacity: number): string | null {
  return opacity < 1 ? filter('lutyuv', { a: `val*${opacity}` }) : null
}

function fadeFilters({ frames, fadeInFrames, fadeOutFrames }: PictureClip, rate: Rational): (string | null)[] {
  const fade = (type: 'in' | 'out', from: number, length: number) =>
    length === 0
      ? null
      : filter('fade', { t: type, st: formatUs(usAt(rate, from)), d: formatUs(usAt(rate, length)), alpha: 1 })
  return [fade('in', 0, fadeInFrames), fade('out', frames - fadeOutFrames, fadeOutFrames)]
}

function shift(frames: number): string | null {
  return frames === 0 ? null : filter('setpts', { expr: `PTS${frames < 0 ? frames : `+${frames}`}` })
}
