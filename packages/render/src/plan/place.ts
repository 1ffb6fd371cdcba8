import type { Fit, Position } from '../spec/clip-fields.ts'
import type { Effect } from '../spec/effects.ts'
import type { TransitionSpec } from '../spec/transition.ts'
import { turnedSize } from './turn.ts'
import type { Crop, Fitting, Placement, Rect, Size } from './timeline.ts'

/** Pixels are even numbers: 4:2:0 video has one colour for each two by two. */
const even = (px: number) => Math.max(2, Math.round(px / 2) * 2)
const evenShift = (px: number) => Math.round(px / 2) * 2

export interface PlaceOptions {
  position?: Position | undefined
  offset?: { x: number; y: number } | undefined
}

/** Where something whose size may not be known yet stands. */
export function placementOf(options: PlaceOptions, film: Size): Placement {
  const { position = 'center', offset = { x: 0, y: 0 } } = options
  const anchorX = position.includes('left') ? 0 : position.includes('right') ? 1 : 0.5
  const anchorY = position.includes('top') ? 0 : position.includes('bottom') ? 1 : 0.5
  return { anchorX, anchorY, xPx: evenShift(offset.x * film.widthPx), yPx: evenShift(offset.y * film.heightPx) }
}

export interface FitOptions extends PlaceOptions {
  fit?: Fit | undefined
  scale?: number | undefined
  crop?: { top: number; right: number; bottom: number; left: number } | undefined
  rotate?: number | undefined
  effects?: readonly Effect[] | undefined
  transition?: TransitionSpec | undefined
}

export interface Placed {
  fitting: Fitting
  /** The picture's size on the film, before it is turned. */
  size: Size
  placement: Placement
}

/**
 * How a source of known size is scaled, cropped and placed. What would fall outside the film is cut off here, so that a
 * large source costs no more than what is seen of it; null when nothing of it is seen.
 */
export function placeSource(source: Size, film: Size, options: FitOptions): Placed | null {
  const { fit = 'cover', scale = 1, rotate = 0 } = options
  const crop = cropOf(options)
  const box = sized(film.widthPx * scale, film.heightPx * scale)
  const drawn = drawnSize(fit, crop ? croppedSize(source, crop) : source, box, scale)
  const shown = fit === 'cover' || fit === 'contain-blur' ? box : drawn
  const placement = placementOf(options, film)
  const turned = turnedSize(shown, rotate)
  const onFilm: Rect = {
    ...turned,
    xPx: evenShift(placement.anchorX * (film.widthPx - turned.widthPx)) + placement.xPx,
    yPx: evenShift(placement.anchorY * (film.heightPx - turned.heightPx)) + placement.yPx,
  }
  const seen = intersect(onFilm, { xPx: 0, yPx: 0, ...film })
  if (!seen) return null
  // A backdrop is composed in its whole box; everything else is cut to what is seen, where that stays the same.
  const whole = { ...shown, xPx: onFilm.xPx, yPx: onFilm.yPx }
  const kept = fit === 'contain-blur' || changesShape(options) ? whole : seen
  const extract = {
    widthPx: kept.widthPx,
    heightPx: kept.heightPx,
    xPx: kept.xPx - onFilm.xPx + (fit === 'cover' ? evenShift((drawn.widthPx - box.widthPx) / 2) : 0),
    yPx: kept.yPx - onFilm.yPx + (fit === 'cover' ? evenShift((drawn.heightPx - box.heightPx) / 2) : 0),
  }
  const backdrop = fit === 'contain-blur' ? box : null
  return {
    fitting: {
      ...(crop && { crop }),
      drawn,
      extract: backdrop ? { xPx: 0, yPx: 0, ...drawn } : extract,
      backdrop,
    },
    size: { widthPx: kept.widthPx, heightPx: kept.heightPx },
    placement: { anchorX: 0, anchorY: 0, xPx: kept.xPx, yPx: kept.yPx },
  }
}

function cropOf({ crop }: FitOptions): Crop | null {
  if (!crop || crop.left + crop.right + crop.top + crop.bottom === 0) return null
  const { left, top, right, bottom } = crop
  return { left, top, width: 1 - left - right, height: 1 - top - bottom }
}

function croppedSize({ widthPx, heightPx }: Size, { width, height }: Crop): Size {
  return { widthPx: Math.max(1, Math.round(widthPx * width)), heightPx: Math.max(1, Math.round(heightPx * height)) }
}

/** Whether other parts of the picture are seen than where it would stand by itself. */
function changesShape({ rotate = 0, effects = [], transition }: FitOptions): boolean {
  if (rotate % 360 !== 0 || effects.length > 0) return true
  return [transition?.in, transition?.out].some((side) => side?.type === 'zoom' || side?.type.startsWith('slide'))
}

function drawnSize(fit: Fit, source: Size, box: Size, scale: number): Size {
  if (fit === 'fill') return box
  if (fit === 'none') return sized(source.widthPx * scale, source.heightPx * scale)
  const factors = [box.widthPx / source.widthPx, box.heightPx / source.heightPx]
  const factor = fit === 'cover' ? Math.max(...factors) : Math.min(...factors)
  const drawn = sized(source.widthPx * factor, source.heightPx * factor)
  // Rounding must leave neither a gap in a box that is covered nor an edge outside one that contains.
  const limit = fit === 'cover' ? Math.max : Math.min
  return { widthPx: limit(drawn.widthPx, box.widthPx), heightPx: limit(drawn.heightPx, box.heightPx) }
}

function sized(widthPx: number, heightPx: number): Size {
  return { widthPx: even(widthPx), heightPx: even(heightPx) }
}

function intersect(a: Rect, b: Rect): Rect | null {
  const xPx = Math.max(a.xPx, b.xPx)
  const yPx = Math.max(a.yPx, b.yPx)
  const widthPx = Math.min(a.xPx + a.widthPx, b.xPx + b.widthPx) - xPx
  const heightPx = Math.min(a.yPx + a.heightPx, b.yPx + b.heightPx) - yPx
  return widthPx > 0 && heightPx > 0 ? { xPx, yPx, widthPx, heightPx } : null
}
