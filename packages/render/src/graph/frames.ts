import { formatRational, type Rational } from '../plan/rational.ts'
import type { Size } from '../plan/timeline.ts'
import { type FilterOptions, filter } from './filter.ts'

export type PixelFormat = 'yuv420p' | 'yuva420p'

/** Scaling that ends in the film's colours: BT.709, limited range. FFmpeg's own guess for pictures would be BT.601. */
export function scaleToFilm(options: FilterOptions = {}): string {
  return filter('scale', {
    ...options,
    out_color_matrix: 'bt709',
    out_range: 'tv',
    flags: 'bicubic+accurate_rnd+full_chroma_int',
  })
}

/** Frames numbered from `first`, in ticks of one frame: the clock of everything after this is whole frames. */
export function numberFrames(rate: Rational, first: number): string[] {
  return [
    filter('settb', { expr: `${rate.den}/${rate.num}` }),
    filter('setpts', { expr: first === 0 ? 'N' : `N+${first}` }),
  ]
}

/** One picture as `frames` frames: decoded once, never again. */
export function repeatFrame(frames: number, rate: Rational, first: number): string[] {
  const loop = frames > 1 ? [filter('loop', { loop: frames - 1, size: 1 })] : []
  return [...loop, ...numberFrames(rate, first)]
}

/** A plain area, painted and converted once. */
export function paint(color: string, size: Size, rate: Rational, format: PixelFormat): string[] {
  return [
    filter('color', { c: `0x${color.slice(1)}`, s: `${size.widthPx}x${size.heightPx}`, r: formatRational(rate) }),
    filter('trim', { end_frame: 1 }),
    filter('format', { pix_fmts: 'rgb24' }),
    scaleToFilm(),
    filter('format', { pix_fmts: format }),
  ]
}
