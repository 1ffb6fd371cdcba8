import type { Issue } from '@cronicl/core'
import { elementOf, sourceOf } from '../elements/registry.ts'
import type { MediaFacts } from '../ffmpeg/media-facts.ts'
import type { Clip } from '../spec/clip.ts'
import type { TracksDocument } from '../spec/document.ts'
import type { RenderLimits } from '../spec/limits.ts'
import { toUs } from './rational.ts'

/** What lasts by itself for no particular time, as a picture or a text, lasts this long. */
const stillUs = toUs(5)

/** When a clip plays, in microseconds of the film; `endUs` is null when it reaches to the end, wherever that is. */
export interface Slot {
  startUs: number
  endUs: number | null
  /** How long the transition is with which it comes, and for how long another comes over its end. */
  comesUs: number
  givesWayUs: number
}

export interface Schedule {
  durationUs: number
  /** By track and clip. */
  slots: Slot[][]
  issues: Issue[]
}

export function schedule(
  document: TracksDocument,
  facts: ReadonlyMap<string, MediaFacts>,
  limits: RenderLimits,
): Schedule {
  const issues: Issue[] = []
  const slots = document.tracks.map((track, t) => scheduleTrack(track.clips, ['tracks', t, 'clips'], facts, issues))
  const decided =
    document.duration === undefined
      ? longest(document, slots)
      : { durationUs: toUs(document.duration), path: ['duration'] }
  if (decided.durationUs === 0) {
    const message = 'The film has no length: give "duration", or a clip with a length of its own.'
    issues.push({ path: ['duration'], message })
  }
  if (decided.durationUs > limits.maxDurationMs * 1000) {
    const message = `A film lasts at most ${limits.maxDurationMs / 1000} s; this one would last ${decided.durationUs / 1e6} s.`
    issues.push({ path: decided.path, message })
  }
  return { durationUs: decided.durationUs, slots, issues }
}

function scheduleTrack(
  clips: Clip[],
  path: (string | number)[],
  facts: ReadonlyMap<string, MediaFacts>,
  issues: Issue[],
): Slot[] {
  const slots: Slot[] = []
  for (const [c, clip] of clips.entries()) {
    const before = slots.at(-1)
    if (clip.start === 'auto' && before?.endUs === null) {
      const message = 'The clip before it reaches to the end of the film: give this one a start in seconds.'
      issues.push({ path: [...path, c, 'start'], message })
    }
    const own = clip.length === 'end' ? null : lengthUs(clip, facts)
    const over = clip.start === 'auto' && before ? overlapUs(clip, own, before) : null
    const startUs = clip.start === 'auto' ? (before?.endUs ?? 0) - (over ?? 0) : toUs(clip.start)
    if (before && over !== null) before.givesWayUs = over
    const comesUs = over ?? toUs(clip.transition?.in?.duration ?? 0)
    slots.push({ startUs, endUs: own === null ? null : startUs + own, comesUs, givesWayUs: 0 })
  }
  return slots
}

/** For how long a clip that comes by a transition is seen together with the one before it, over whose end it comes. */
function overlapUs({ transition }: Clip, ownUs: number | null, before: Slot): number {
  const wanted = toUs(transition?.in?.duration ?? 0)
  return Math.min(wanted, ownUs ?? wanted, (before.endUs ?? before.startUs) - before.startUs)
}

function lengthUs(clip: Clip, facts: ReadonlyMap<string, MediaFacts>): number {
  if (typeof clip.length === 'number') return toUs(clip.length)
  const own = ownLengthUs(clip, facts)
  return own === null ? stillUs : Math.max(0, Math.round((own - toUs(clip.trim ?? 0)) / (clip.speed ?? 1)))
}

/** Length of the clip's source, before trim and speed; null when it has none. */
export function ownLengthUs({ asset }: Clip, facts: ReadonlyMap<string, MediaFacts>): number | null {
  return elementOf(asset).ownLengthUs?.(asset, factsOf(asset, facts)) ?? null
}

/** What was measured of the clip's source; null when it has none. */
export function factsOf(asset: Clip['asset'], facts: ReadonlyMap<string, MediaFacts>): MediaFacts | null {
  const src = sourceOf(asset)
  return (src !== undefined && facts.get(src)) || null
}

function longest(document: TracksDocument, slots: Slot[][]): { durationUs: number; path: (string | number)[] } {
  const flagged = document.tracks.some((track) => track.parentDurationDecider)
  const ends = document.tracks.map((track, t) =>
    flagged && !track.parentDurationDecider
      ? 0
      : Math.max(0, ...(slots[t] ?? []).map((slot) => slot.endUs ?? slot.startUs)),
  )
  const durationUs = Math.max(...ends)
  return { durationUs, path: ['tracks', ends.indexOf(durationUs)] }
}
