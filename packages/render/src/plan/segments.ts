import { type Copy, type CopySource, copyIn } from './copies.ts'
import { changesOf, hides, isStill, secondsToFrames, seenPart, seenPictures } from './seen-pictures.ts'
import type { PictureClip, Timeline } from './timeline.ts'
import { planWindows, type Window } from './windows.ts'

/** A stretch of the film that is encoded by itself, once for all stretches in which the same is seen. */
export interface Segment extends Window {
  /** What is seen in it, counted from its first frame. */
  pictures: PictureClip[]
  /** One picture from the first frame to the last. */
  still: boolean
  /** Where its frames are already encoded; null when they are to be. */
  copy: Copy | null
}

/** A picture rests at least this long before it is worth a segment of its own. */
const restS = 1
/** Films up to this length are cut only where pictures rest: each process costs as much as some frames. */
const shortS = 60
/** How long segments of longer films are, more or less: what is encoded again when one of them changes. */
const usualS = 10
/** And how long they are at least. */
const leastS = 2

/**
 * Cuts a film into segments. Where nothing moves, a segment of its own, and where a source can be copied; in between,
 * where clips begin and end, or every ten seconds of the clip at the bottom, so that a change in one place does not move
 * the cuts in another. Pure.
 */
export function planSegments(timeline: Timeline, sources: ReadonlyMap<string, CopySource> = new Map()): Segment[] {
  const rest = secondsToFrames(timeline, restS)
  const stretches = joinAlike(timeline, stretchesOf(timeline)).map((stretch) => copied(timeline, stretch, sources))
  const segments: Segment[] = []
  let from = 0
  for (const stretch of stretches) {
    if (!stretch.copy && (!stretch.still || stretch.toFrame - stretch.fromFrame < rest)) continue
    if (from < stretch.fromFrame) segments.push(...cutMoving(timeline, { fromFrame: from, toFrame: stretch.fromFrame }))
    segments.push(stretch)
    from = stretch.toFrame
  }
  if (from < timeline.frames) segments.push(...cutMoving(timeline, { fromFrame: from, toFrame: timeline.frames }))
  return segments
}

/** The film as one segment. */
export function wholeFilm(timeline: Timeline): Segment {
  return { ...segmentOf(timeline, { fromFrame: 0, toFrame: timeline.frames }), still: false }
}

/** The part of a stretch that can be copied, in place of the whole; what is left of it is encoded with its neighbours. */
function copied(timeline: Timeline, stretch: Segment, sources: ReadonlyMap<string, CopySource>): Segment {
  const copy = copyIn(timeline, stretch, sources)
  return copy ? { ...segmentOf(timeline, copy), copy } : stretch
}

function stretchesOf(timeline: Timeline): Segment[] {
  const changes = changesOf(timeline)
  return changes.slice(1).map((toFrame, i) => segmentOf(timeline, { fromFrame: changes[i] ?? 0, toFrame }))
}

function segmentOf(timeline: Timeline, window: Window): Segment {
  const pictures = seenPictures(timeline, window)
  return { ...window, pictures, still: isStill(pictures) && coversAll(pictures, window), copy: null }
}

/** A clip that ends within a stretch is a change; stretches between changes have none. */
function coversAll(pictures: readonly PictureClip[], { fromFrame, toFrame }: Window): boolean {
  return pictures.every((clip) => clip.startFrame === 0 && clip.frames === toFrame - fromFrame)
}

/** Stretches that show the same still are one, as where a hidden clip ends. */
function joinAlike(timeline: Timeline, stretches: Segment[]): Segment[] {
  const joined: Segment[] = []
  for (const stretch of stretches) {
    const last = joined.at(-1)
    const window = { fromFrame: last?.fromFrame ?? 0, toFrame: stretch.toFrame }
    const both = last?.still && stretch.still ? segmentOf(timeline, window) : null
    if (both?.still && sameContent(both, stretch)) joined[joined.length - 1] = both
    else joined.push(stretch)
  }
  return joined
}

function sameContent(a: Segment, b: Segment): boolean {
  const content = ({ pictures }: Segment): string => JSON.stringify(pictures.map((clip) => ({ ...clip, frames: 0 })))
  return content(a) === content(b)
}

function cutMoving(timeline: Timeline, run: Window): Segment[] {
  const isShort = timeline.frames <= secondsToFrames(timeline, shortS)
  const cuts = isShort ? shortCuts(timeline, run) : usualCuts(timeline, run)
  const ends = [...cuts, run.toFrame]
  return ends.map((toFrame, i) => segmentOf(timeline, { fromFrame: ends[i - 1] ?? run.fromFrame, toFrame }))
}

/** Cuts without which one process would hold too many pictures open, or lay a clip that fills the frame over others. */
function shortCuts(timeline: Timeline, run: Window): number[] {
  const cuts = [...planWindows(timeline).map(({ fromFrame }) => fromFrame), ...groundChanges(timeline, run)]
  return apart(cuts, run, secondsToFrames(timeline, leastS))
}

/** Where one clip that fills the frame gives way to another: each is the ground of its own segment, and laid over nothing. */
function groundChanges(timeline: Timeline, run: Window): number[] {
  const changes = changesOf(timeline).filter((frame) => frame >= run.fromFrame && frame <= run.toFrame)
  const grounds = changes.slice(1).map((toFrame, i) => groundOf(timeline, { fromFrame: changes[i] ?? 0, toFrame }))
  return changes.slice(1, -1).filter((_, i) => {
    const [before, after] = [grounds[i], grounds[i + 1]]
    return before !== null && after !== null && before !== after
  })
}

/** The number of the clip that hides all under it in a window between two changes; null when none does. */
function groundOf(timeline: Timeline, { fromFrame, toFrame }: Window): number | null {
  const film = { ...timeline, frames: toFrame - fromFrame }
  const top = timeline.pictures.findLastIndex(
    (clip) => clip.startFrame < toFrame && hides(seenPart(clip, { fromFrame, toFrame }), film),
  )
  return top < 0 ? null : top
}

/** Cuts that leave every segment of a run long enough. */
function apart(cuts: readonly number[], run: Window, least: number): number[] {
  const kept: number[] = []
  for (const frame of [...new Set(cuts)].sort((a, b) => a - b))
    if (frame - (kept.at(-1) ?? run.fromFrame) >= least && run.toFrame - frame >= least) kept.push(frame)
  return kept
}

function usualCuts(timeline: Timeline, run: Window): number[] {
  const [least, usual] = [secondsToFrames(timeline, leastS), secondsToFrames(timeline, usualS)]
  const changes = changesOf(timeline).filter((frame) => frame > run.fromFrame && frame < run.toFrame)
  return apart([...changes, ...bottomGrid(timeline, run, usual)], run, least)
}

/** Every `step` frames of each clip that has nothing moving under it: cuts that stay when other clips change. */
function bottomGrid({ pictures }: Timeline, run: Window, step: number): number[] {
  const grid: number[] = []
  let covered = run.fromFrame
  for (const clip of pictures) {
    const end = Math.min(clip.startFrame + clip.frames, run.toFrame)
    for (let frame = clip.startFrame + step; frame < end; frame += step) if (frame > covered) grid.push(frame)
    if (clip.picture.kind === 'moving') covered = Math.max(covered, end)
  }
  return grid
}
