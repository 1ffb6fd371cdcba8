import type { Issue } from '@cronicl/core'
import type { Clip } from '../spec/clip.ts'
import { framesAt, type Rational, toUs } from './rational.ts'
import type { Slot } from './schedule.ts'
import type { Transition } from './timeline.ts'

export interface ClipTransitions {
  transitionIn: Transition | null
  transitionOut: Transition | null
}

interface Shot {
  slot: Slot
  frames: number
  rate: Rational
  path: (string | number)[]
  warnings: Issue[]
}

/** A clip's transitions in whole frames; both together are no longer than the clip, and the first than what it comes over. */
export function resolveTransitions(
  { transition }: Clip,
  { slot, frames, rate, path, warnings }: Shot,
): ClipTransitions {
  const wanted = [slot.comesUs, toUs(transition?.out?.duration ?? 0)].map((us) => framesAt(rate, us))
  const [comes, goes] = wanted as [number, number]
  const excess = comes + goes > frames
  const inFrames = excess ? Math.floor((comes * frames) / (comes + goes)) : comes
  const outFrames = excess ? frames - inFrames : goes
  if (excess || slot.comesUs < toUs(transition?.in?.duration ?? 0)) {
    const message = 'The transition is longer than there is time for and is shortened to fit.'
    warnings.push({ path: [...path, 'transition', transition?.in ? 'in' : 'out', 'duration'], message })
  }
  const of = (side: 'in' | 'out', length: number): Transition | null =>
    transition?.[side] && length > 0 ? { type: transition[side].type, frames: length } : null
  return { transitionIn: of('in', inFrames), transitionOut: of('out', outFrames) }
}
