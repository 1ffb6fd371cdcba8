import { secondsToFrames } from '../plan/seen-pictures.ts'
import type { Segment } from '../plan/segments.ts'
import type { Timeline } from '../plan/timeline.ts'

/** The frames of a still segment that are encoded: a group that is repeated, and what does not fill one. */
export interface Group {
  frames: number
  times: number
  rest: number
}

/** A still's group: the distance of its key frames. */
const groupS = 2

export function groupOf(timeline: Timeline, { fromFrame, toFrame, still }: Segment): Group {
  const length = toFrame - fromFrame
  const frames = secondsToFrames(timeline, groupS)
  if (!still || length < 2 * frames) return { frames: length, times: 1, rest: 0 }
  return { frames, times: Math.floor(length / frames), rest: length % frames }
}

/** How many of a segment's frames are encoded; the others repeat them. */
export function encodedFrames({ frames, rest }: Group): number {
  return frames + rest
}
