import { formatUs, type Rational, usAt } from '../plan/rational.ts'
import type { PictureClip, Transition } from '../plan/timeline.ts'
import type { TransitionType } from '../spec/transition.ts'
import { chain, filter } from './filter.ts'
import { numberFrames } from './frames.ts'
import type { Detour, Step } from './line.ts'
import type { ClipPart } from './picture-input.ts'

/** Transitions that uncover the clip where it stands, and what FFmpeg calls the mask that does it. */
const masks: Partial<Record<TransitionType, string>> = {
  dissolve: 'dissolve',
  wipeLeft: 'wipeleft',
  wipeRight: 'wiperight',
  wipeUp: 'wipeup',
  wipeDown: 'wipedown',
}

/** How a clip with alpha comes and goes where it stands, its frames numbered from its own first. */
export function transitionSteps(clip: PictureClip, part: ClipPart): Step[] {
  const { transitionIn, transitionOut, frames } = clip
  return [
    ...(transitionIn ? uncover(transitionIn, { from: 0, isIn: true }, part) : []),
    ...(transitionOut ? uncover(transitionOut, { from: frames - transitionOut.frames, isIn: false }, part) : []),
  ]
}

interface Side {
  /** The clip's frame at which the transition begins. */
  from: number
  isIn: boolean
}

function uncover(transition: Transition, side: Side, part: ClipPart): Step[] {
  if (transition.type === 'fade') return [fade(transition, side, part.rate)]
  const name = masks[transition.type] ?? (transition.type === 'circle' ? circleName(side) : null)
  if (name === null) return []
  const first = Math.max(side.from, part.first)
  const last = Math.min(side.from + transition.frames, part.first + part.frames)
  return first < last ? [masked({ transition, side, part, name, first, last })] : []
}

function fade({ frames }: Transition, { from, isIn }: Side, rate: Rational): string {
  return filter('fade', {
    t: isIn ? 'in' : 'out',
    st: formatUs(usAt(rate, from)),
    d: formatUs(usAt(rate, frames)),
    alpha: 1,
  })
}

interface Mask {
  transition: Transition
  side: Side
  part: ClipPart
  name: string
  /** The clip's frames in which it comes or goes. */
  first: number
  last: number
}

/**
 * The frames in which the clip comes or goes are cut out, masked, and put back. Masking the whole clip would cost more,
 * and a mask that begins late would keep all frames before it in memory.
 */
function masked(mask: Mask): Detour {
  const { part, first, last } = mask
  const isWhole = first === part.first && last === part.first + part.frames
  if (isWhole) return (from, to) => maskChains(mask, from, to)
  return (from, to) => {
    const [rest, cut, changed] = [`${to}rest`, `${to}cut`, `${to}changed`]
    const at = mask.side.isIn ? last - part.first : first - part.first
    const [before, after] = [filter('trim', { end_frame: at }), filter('trim', { start_frame: at })]
    const { isIn } = mask.side
    return [
      chain([from], [filter('split', { outputs: 2 })], [`${to}x`, `${to}y`]),
      chain([`${to}x`], [before], isIn ? cut : rest),
      chain([`${to}y`], [after], isIn ? rest : cut),
      ...maskChains(mask, cut, changed),
      chain(
        isIn ? [changed, rest] : [rest, changed],
        [filter('concat', { n: 2 }), ...numberFrames(part.rate, part.first)],
        to,
      ),
    ]
  }
}

/** The alpha times a mask, which goes from black to white or back. */
function maskChains({ transition, side, part, name, first }: Mask, from: string, to: string): string[] {
  const isCircle = transition.type === 'circle'
  const lead = isCircle ? circleLead(transition.frames) : 0
  const cross = filter('xfade', {
    transition: name,
    duration: formatUs(usAt(part.rate, transition.frames + 2 * lead)),
    offset: formatUs(usAt(part.rate, side.from - lead) - usAt(part.rate, first)),
  })
  const [black, white] = [`${to}black`, `${to}white`]
  return [
    chain([from], [filter('split', { outputs: 2 })], [`${to}c`, `${to}a`]),
    chain([`${to}a`], [filter('alphaextract'), filter('split', { outputs: 2 })], [`${to}alpha`, `${to}size`]),
    chain([`${to}size`], [filter('lut', { c0: '0' }), filter('split', { outputs: 2 })], [black, `${to}paint`]),
    chain([`${to}paint`], [filter('lut', { c0: '255' })], white),
    chain(side.isIn ? [black, white] : [white, black], [cross, isCircle ? crisp : null], `${to}mask`),
    chain([`${to}alpha`, `${to}mask`], [filter('blend', { all_mode: 'multiply' })], `${to}seen`),
    chain([`${to}c`, `${to}seen`], [filter('alphamerge')], to),
  ]
}

/**
 * FFmpeg's circle has an edge as wide as the film, and grows only in the middle third of its time: it is made crisp, and
 * given so much time that its growing fills the transition.
 */
const crisp = filter('lut', { c0: '128+(val-128)*8' })

function circleLead(frames: number): number {
  return Math.ceil(frames * 0.8)
}

function circleName({ isIn }: Side): string {
  return isIn ? 'circleopen' : 'circleclose'
}
