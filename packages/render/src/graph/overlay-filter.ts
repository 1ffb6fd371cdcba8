import type { Rational } from '../plan/rational.ts'
import type { PictureClip, Size, Transition } from '../plan/timeline.ts'
import { turnedSize } from '../plan/turn.ts'
import { filter } from './filter.ts'

export interface OverlayTime {
  rate: Rational
  /** The film's first frame that is drawn. */
  fromFrame: number
}

/** Lays a clip over what is under it, for exactly its own frames: when they end, what is under it shows again. */
export function overlayFilter(clip: PictureClip, time: OverlayTime): string {
  const { anchorX, anchorY, xPx, yPx } = clip.placement
  const size = zooms(clip) ? sizeOf(clip) : null
  const at = {
    x: standing({ anchor: anchorX, film: 'W', own: 'w', px: xPx, full: size?.widthPx ?? null }),
    y: standing({ anchor: anchorY, film: 'H', own: 'h', px: yPx, full: size?.heightPx ?? null }),
  }
  const moved = slide(clip, at, time)
  const moving = moved !== null || zooms(clip)
  return filter('overlay', {
    ...(moved ?? at),
    eval: moving ? 'frame' : 'init',
    eof_action: 'pass',
    format: 'yuv420',
  })
}

/** A clip that zooms, at the size that it has in each frame; last before it is laid over the film. */
export function zoomFilter(clip: PictureClip, time: OverlayTime): string | null {
  if (!zooms(clip)) return null
  const part = there(clip, time, (transition) => transition?.type === 'zoom', 1)
  const side = (own: string) => `2*max(1,round(${own}*${part}/2))`
  return filter('scale', { w: side('iw'), h: side('ih'), eval: 'frame', flags: 'bicubic' })
}

interface Standing {
  anchor: 0 | 0.5 | 1
  film: string
  own: string
  px: number
  /** The size that a zoom comes to, where it is known: the clip keeps its centre. */
  full: number | null
}

function standing({ anchor, film, own, px, full }: Standing): string | number {
  if (full !== null) return `${px}+(${full}-${own})/2`
  return anchor === 0 ? px : `(${film}-${own})*${anchor}${px === 0 ? '' : px < 0 ? px : `+${px}`}`
}

/** The clip's place, drawn from or towards an edge of the film. */
function slide(
  clip: PictureClip,
  { x, y }: Record<'x' | 'y', string | number>,
  time: OverlayTime,
): Record<'x' | 'y', string> | null {
  const kinds = [clip.transitionIn, clip.transitionOut].map(slideOf)
  if (kinds.every((kind) => kind === null)) return null
  const [comes, goes] = kinds
  const part = {
    in: comes ? ramp(clip, 'in', time, 0) : '1',
    out: goes ? ramp(clip, 'out', time, 0) : '1',
  }
  const axis = (name: 'x' | 'y', place: string | number) => {
    const inEdge = comes?.axis === name ? `+${comes.from}*(1-${part.in})` : ''
    const outEdge = goes?.axis === name ? `+${goes.to}*(1-${part.out})` : ''
    const factors = [...(inEdge ? [part.in] : []), ...(outEdge ? [part.out] : [])]
    return `(${place})${factors.map((factor) => `*${factor}`).join('')}${inEdge}${outEdge}`
  }
  return { x: axis('x', x), y: axis('y', y) }
}

const slides = {
  slideLeft: { axis: 'x', from: 'W', to: '(-w)' },
  slideRight: { axis: 'x', from: '(-w)', to: 'W' },
  slideUp: { axis: 'y', from: 'H', to: '(-h)' },
  slideDown: { axis: 'y', from: '(-h)', to: 'H' },
} as const

function slideOf(transition: Transition | null): (typeof slides)[keyof typeof slides] | null {
  return transition && transition.type in slides ? slides[transition.type as keyof typeof slides] : null
}

function zooms({ transitionIn, transitionOut }: PictureClip): boolean {
  return transitionIn?.type === 'zoom' || transitionOut?.type === 'zoom'
}

function there(
  clip: PictureClip,
  time: OverlayTime,
  isKind: (transition: Transition | null) => boolean,
  more: 0 | 1,
): string {
  return [
    ...(isKind(clip.transitionIn) ? [ramp(clip, 'in', time, more)] : []),
    ...(isKind(clip.transitionOut) ? [ramp(clip, 'out', time, more)] : []),
  ].join('*')
}

/**
 * How much of a clip is there, from 0 to 1, counted in whole frames of the film. With `more` 1 it never comes to 0: nothing
 * can have no size.
 */
function ramp(clip: PictureClip, side: 'in' | 'out', { rate, fromFrame }: OverlayTime, more: 0 | 1): string {
  const frames = (side === 'in' ? clip.transitionIn?.frames : clip.transitionOut?.frames) ?? 0
  const start = clip.startFrame - fromFrame
  const now = `round(t*${rate.num}/${rate.den})`
  const signed = (value: number) => (value < 0 ? `+${-value}` : `-${value}`)
  if (side === 'in') return `clip((${now}${signed(start - more)})/${frames + more},0,1)`
  const end = start + clip.frames
  return `clip((${end}-${now})/${frames + more},0,1)`
}

function sizeOf({ picture, rotateDeg }: PictureClip): Size | null {
  const size = picture.kind === 'moving' ? (picture.fitting.backdrop ?? picture.fitting.extract) : picture.size
  return size && turnedSize(size, rotateDeg)
}
