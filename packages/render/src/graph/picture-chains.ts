import { formatUs, type Rational, usAt } from '../plan/rational.ts'
import type { PictureClip, Size } from '../plan/timeline.ts'
import type { Window } from '../plan/windows.ts'
import { cameraFilter } from './camera-filter.ts'
import { effectSteps } from './effect-steps.ts'
import { filter } from './filter.ts'
import { numberFrames, paint, repeatFrame, scaleToFilm } from './frames.ts'
import { line, type Step } from './line.ts'
import { movingChains, movingInput } from './moving-chains.ts'
import { zoomFilter } from './overlay-filter.ts'
import type { ClipPart, PictureInput } from './picture-input.ts'
import { transitionSteps } from './transition-steps.ts'
import { turnSteps } from './turn-steps.ts'

export interface PictureContext {
  window: Window
  rate: Rational
  /** Number of the input, should the picture need one. */
  input: number
  /** Label of the finished picture; labels inside begin with it. */
  label: string
  /** Nothing is seen through it, so that it needs no alpha. */
  opaque: boolean
}

export interface PictureChains {
  input: PictureInput | null
  chains: string[]
}

/**
 * One clip as a stream that begins and ends with its part of the window. Inside, frames carry the clip's own numbers, so
 * that fades, transitions and the camera are the same wherever a window begins.
 */
export function pictureChains(clip: PictureClip, context: PictureContext): PictureChains {
  const { window, rate, input, label } = context
  const first = Math.max(0, window.fromFrame - clip.startFrame)
  const part = { first, frames: Math.min(clip.frames, window.toFrame - clip.startFrame) - first, rate }
  const finish = finishSteps(clip, part, window)
  const { picture } = clip
  // After effects and camera: with alpha, turned, and as transparent as it is to be.
  const pixels = context.opaque ? 'yuv420p' : 'yuva420p'
  const shaped = [filter('format', { pix_fmts: pixels }), ...turnSteps(clip.rotateDeg), transparency(clip.opacity)]
  const hasAlpha = alphaOf(clip)
  const repeated = repeatFrame(part.frames, rate, first)
  if (picture.kind === 'fill') {
    const painted = paint(picture.color, picture.size, rate, pixels)
    const once = [...painted, ...effectSteps(clip.effects, { hasAlpha, scale: 1 }), ...shaped.slice(1)]
    return { input: null, chains: line([], [...once, ...repeated, ...finish], label) }
  }
  const moved = [...cameraFilters(clip, part), ...shaped]
  if (picture.kind === 'moving') {
    const effects = effectSteps(clip.effects, { hasAlpha, scale: 1 })
    const rest = [...effects, ...numberFrames(rate, first), ...moved, ...finish]
    return { input: movingInput(picture, part), chains: movingChains(picture, part, { input, label, rest }) }
  }
  const { still, size } = picture
  const supersample = still.kind === 'photo' ? still.supersample : 1
  const decoded = [
    scaleToFilm(),
    filter('format', { pix_fmts: hasAlpha ? 'yuva420p' : 'yuv420p' }),
    ...effectSteps(clip.effects, { hasAlpha, scale: supersample }),
  ]
  // Without a camera all work on the still is done once, before it is repeated.
  const body = clip.motion
    ? [...repeated, ...moved.slice(0, 1), ...shrink(supersample, size), ...moved.slice(1)]
    : [...moved, ...repeated]
  return { input: { kind: 'still', still }, chains: line([`${input}:v:0`], [...decoded, ...body, ...finish], label) }
}

/** What happens to a clip over its time, and its place in that of the window. */
function finishSteps(clip: PictureClip, part: ClipPart, { fromFrame }: Window): Step[] {
  return [
    ...fadeFilters(clip, part.rate),
    ...transitionSteps(clip, part),
    shift(clip.startFrame - fromFrame),
    zoomFilter(clip, { rate: part.rate, fromFrame }),
  ]
}

function alphaOf({ picture }: PictureClip): boolean {
  if (picture.kind === 'still') return picture.still.kind !== 'photo' || picture.still.hasAlpha
  return picture.kind === 'fill' || picture.hasAlpha
}

function cameraFilters({ motion, frames }: PictureClip, { first }: ClipPart): (string | null)[] {
  return motion ? [cameraFilter(motion, frames, first)] : []
}

/** A still that was drawn larger than it is shown, for the camera, comes to its size here. */
function shrink(supersample: number, size: Size | null): string[] {
  return size && supersample > 1 ? [filter('scale', { w: size.widthPx, h: size.heightPx, flags: 'bicubic' })] : []
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
