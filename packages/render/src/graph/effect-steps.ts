import type { Effect } from '../spec/effects.ts'
import { apart } from './alpha.ts'
import { filter } from './filter.ts'
import { scaleToFilm } from './frames.ts'
import type { Step } from './line.ts'

export interface EffectOptions {
  hasAlpha: boolean
  /** How much larger than on the film the picture is here. */
  scale: number
}

/** Effects on a picture of YUV 4:2:0, in their order; its alpha keeps the shape that it has, but for what moves. */
export function effectSteps(effects: readonly Effect[], { hasAlpha, scale }: EffectOptions): Step[] {
  return effects.flatMap((effect): Step[] => {
    if (effect.type === 'mirror') return [filter('hflip')]
    if (effect.type === 'flip') return [filter('vflip')]
    if (effect.type === 'blur') return blur(effect.radius * scale, hasAlpha)
    const filters = colorFilters(effect, scale)
    return hasAlpha ? [apart([filter('format', { pix_fmts: 'yuv420p' }), ...filters])] : filters
  })
}

/** Where there is alpha, colours count by it: what is transparent has none to give to its neighbours. */
function blur(sigma: number, hasAlpha: boolean): string[] {
  if (hasAlpha) {
    const inplace = { inplace: 1 }
    const weighed = [filter('premultiply', inplace), filter('gblur', { sigma }), filter('unpremultiply', inplace)]
    return inRgb('gbrap', weighed, 'yuva420p')
  }
  // Planes of colour have half the size.
  return [filter('gblur', { sigma, planes: 1 }), filter('gblur', { sigma: sigma / 2, planes: 6 })]
}

type ColorEffect = Exclude<Effect, { type: 'blur' | 'mirror' | 'flip' }>

/** Of black, white and colourless, in limited range. */
const [black, middle, none] = [16, 125.5, 128]

function colorFilters(effect: ColorEffect, scale: number): string[] {
  switch (effect.type) {
    case 'grayscale':
      return [lut({ chroma: 1 - effect.amount })]
    case 'saturation':
      return [lut({ chroma: effect.amount })]
    case 'brightness':
      return [lut({ luma: { around: black, by: effect.amount }, chroma: effect.amount })]
    case 'contrast':
      return [lut({ luma: { around: middle, by: effect.amount }, chroma: effect.amount })]
    case 'hue':
      return [filter('hue', { h: effect.degrees })]
    case 'sharpen': {
      const side = scale > 1.5 ? 7 : 5
      return [filter('unsharp', { luma_msize_x: side, luma_msize_y: side, luma_amount: effect.amount })]
    }
    case 'vignette':
      // Its noise would be another in every segment.
      return [filter('vignette', { angle: String(Number((effect.amount * 1.2).toFixed(4))), dither: 0 })]
    case 'sepia':
      return inRgb('gbrp', [filter('colorchannelmixer', sepia(effect.amount))], 'yuv420p')
  }
}

function lut({ luma, chroma }: { luma?: { around: number; by: number }; chroma: number }): string {
  const about = (around: number, by: number) => `${around}+(val-${around})*${by}+0.5`
  return filter('lutyuv', {
    ...(luma && { y: about(luma.around, luma.by) }),
    u: about(none, chroma),
    v: about(none, chroma),
  })
}

function inRgb(format: 'gbrp' | 'gbrap', filters: readonly string[], back: 'yuv420p' | 'yuva420p'): string[] {
  return [
    filter('scale', { in_color_matrix: 'bt709', in_range: 'tv', flags: 'bicubic+accurate_rnd+full_chroma_int' }),
    filter('format', { pix_fmts: format }),
    ...filters,
    scaleToFilm(),
    filter('format', { pix_fmts: back }),
  ]
}

/** The matrix of Filter Effects Module Level 1, section 13.1.2. */
function sepia(amount: number): Record<string, number> {
  const part = (own: number, full: number) => own + (full - own) * amount
  return {
    ...{ rr: part(1, 0.393), rg: part(0, 0.769), rb: part(0, 0.189) },
    ...{ gr: part(0, 0.349), gg: part(1, 0.686), gb: part(0, 0.168) },
    ...{ br: part(0, 0.272), bg: part(0, 0.534), bb: part(1, 0.131) },
  }
}
