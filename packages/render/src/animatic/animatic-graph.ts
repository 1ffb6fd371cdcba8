import { cameraFilter } from '../graph/camera-filter.ts'
import { chain, filter, graphOf } from '../graph/filter.ts'
import { repeatFrame, scaleToFilm } from '../graph/frames.ts'
import { formatRational, type Rational } from '../plan/rational.ts'
import type { View } from '../plan/timeline.ts'

export interface Animatic {
  isDissolve: boolean
  frames: number
  rate: Rational
  seed: number
}

const whole: View = { left: 0, top: 0, size: 1 }
/** What the camera comes closer to, as fractions of the picture that is left over. */
const points = [
  { x: 0.5, y: 0.5 },
  { x: 0.15, y: 0.3 },
  { x: 0.85, y: 0.3 },
  { x: 0.2, y: 0.75 },
  { x: 0.8, y: 0.75 },
] as const
/** How much of the picture's width is seen in the end: near enough to be felt, too slow to hurry. */
const closest = 0.86

/** Stills of the clip's own size, in motion, as `[clip]`. Pure. */
export function animaticGraph({ isDissolve, frames, rate, seed }: Animatic): string {
  const still = [
    scaleToFilm(),
    filter('format', { pix_fmts: 'yuv420p' }),
    filter('setsar', { sar: 1 }),
    ...repeatFrame(frames, rate, 0),
  ]
  if (!isDissolve || frames < 2) {
    const { x, y } = points[seed % points.length] ?? points[0]
    const to = { left: x * (1 - closest), top: y * (1 - closest), size: closest }
    return chain(['0:v'], [...still, cameraFilter({ from: whole, to, interpolation: 'linear' }, frames, 0)], 'clip')
  }
  // It mixes streams of a known rate alone. With one frame less than all, the last one is the end itself.
  const rated = [...still, filter('fps', { fps: formatRational(rate) })]
  const duration = ((frames - 1) * rate.den) / rate.num
  return graphOf([
    chain(['0:v'], rated, 'start'),
    chain(['1:v'], rated, 'end'),
    chain(['start', 'end'], [filter('xfade', { transition: 'fade', duration, offset: 0 })], 'clip'),
  ])
}
