import type { Motion, View } from '../plan/timeline.ts'
import { formatNumber } from './escape.ts'
import { filter } from './filter.ts'

/**
 * A camera that moves evenly from one view to another over `frames` frames, of which the first to come is number
 * `first`. FFmpeg's `perspective` samples between pixels, where `zoompan` jumps from one to the next and shakes.
 * `linear` is softer and takes half the time.
 */
export function cameraFilter(
  { from, to, interpolation = 'cubic' }: Motion & { interpolation?: 'cubic' | 'linear' },
  frames: number,
  first: number,
): string {
  const steps = Math.max(1, frames - 1)
  /** `a + b × on`, where `on` counts the frames that come out, from 1. */
  const linear = (pick: (view: View) => number): string => {
    const slope = (pick(to) - pick(from)) / steps
    const start = pick(from) + slope * (first - 1)
    const slopeText = slope < 0 ? formatNumber(slope) : `+${formatNumber(slope)}`
    return slope === 0 ? formatNumber(start) : `(${formatNumber(start)}${slopeText}*on)`
  }
  const left = `W*${linear((view) => view.left)}`
  const right = `W*${linear((view) => view.left + view.size)}`
  const top = `H*${linear((view) => view.top)}`
  const bottom = `H*${linear((view) => view.top + view.size)}`
  return filter('perspective', {
    x0: left,
    y0: top,
    x1: right,
    y1: top,
    x2: left,
    y2: bottom,
    x3: right,
    y3: bottom,
    interpolation,
    eval: 'frame',
  })
}
