import { framesAt, usPerSecond } from './rational.ts'
import type { PictureClip, Timeline } from './timeline.ts'

/** A stretch of the film that is encoded by one process, from its first frame up to, not including, `toFrame`. */
export interface Window {
  fromFrame: number
  toFrame: number
}

export interface WindowOptions {
  /** Pictures that one process holds open, unless more of them play at once. */
  maxPictures: number
  /** No window is shorter: a stream of a few frames cannot be joined exactly. */
  minS: number
}

const defaultWindows: WindowOptions = { maxPictures: 4, minS: 2 }

/**
 * Cuts the film at the beginnings of clips, so that no process opens more than a few pictures at a time and memory
 * does not grow with the number of clips. A film of few clips is one window.
 */
export function planWindows(
  timeline: Pick<Timeline, 'rate' | 'frames' | 'pictures'>,
  options: WindowOptions = defaultWindows,
): Window[] {
  const { rate, frames, pictures } = timeline
  const min = framesAt(rate, options.minS * usPerSecond)
  const starts = pictures.map((clip) => clip.startFrame).filter((frame) => frame >= min && frame <= frames - min)
  const cuts = [...new Set(starts)].sort((a, b) => a - b)
  const windows: Window[] = []
  let fromFrame = 0
  cuts.forEach((cut, i) => {
    const next = cuts[i + 1] ?? frames
    const held = picturesIn(pictures, { fromFrame, toFrame: next }).length
    const released = held - picturesIn(pictures, { fromFrame: cut, toFrame: next }).length
    // A cut that releases little is not worth opening everything else again.
    if (held > options.maxPictures && released >= options.maxPictures / 2 && cut - fromFrame >= min) {
      windows.push({ fromFrame, toFrame: cut })
      fromFrame = cut
    }
  })
  return [...windows, { fromFrame, toFrame: frames }]
}

/** The pictures of which something is seen in the window, in drawing order. */
export function picturesIn(pictures: readonly PictureClip[], { fromFrame, toFrame }: Window): PictureClip[] {
  return pictures.filter((clip) => clip.startFrame < toFrame && clip.startFrame + clip.frames > fromFrame)
}
