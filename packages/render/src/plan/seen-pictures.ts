import { framesAt, usPerSecond } from './rational.ts'
import type { PictureClip, Timeline } from './timeline.ts'
import { picturesIn, type Window } from './windows.ts'

type Film = Pick<Timeline, 'widthPx' | 'heightPx' | 'pictures'>

/**
 * What is seen in a window, as a film of its own: clips counted from the window's first frame, without what happens to
 * them before and after it, and without what others hide. Two windows in which the same is seen have equal lists.
 */
export function seenPictures(film: Film, window: Window): PictureClip[] {
  const clips = picturesIn(film.pictures, window).map((clip) => seenPart(clip, window))
  const seen = { ...film, frames: window.toFrame - window.fromFrame }
  const top = clips.findLastIndex((clip) => hides(clip, seen))
  return clips.slice(Math.max(0, top))
}

/** Whether one picture stands for the whole window: nothing in it moves or fades. */
export function isStill(clips: readonly PictureClip[]): boolean {
  return clips.every((clip) => isResting(clip) && !comesOrGoes(clip))
}

function comesOrGoes(clip: PictureClip): boolean {
  const { fadeInFrames, fadeOutFrames, transitionIn, transitionOut } = clip
  return fadeInFrames > 0 || fadeOutFrames > 0 || transitionIn !== null || transitionOut !== null
}

function isResting({ picture, motion }: PictureClip): boolean {
  return picture.kind !== 'moving' && motion === null
}

/** A clip as a window sees it, counted from the window's first frame. */
export function seenPart(clip: PictureClip, { fromFrame, toFrame }: Window): PictureClip {
  const length = toFrame - fromFrame
  const startFrame = clip.startFrame - fromFrame
  const endFrame = startFrame + clip.frames
  const fadesIn = clip.fadeInFrames > 0 && startFrame + clip.fadeInFrames > 0
  const fadesOut = clip.fadeOutFrames > 0 && endFrame - clip.fadeOutFrames < length
  const comes = clip.transitionIn !== null && startFrame + clip.transitionIn.frames > 0
  const goes = clip.transitionOut !== null && endFrame - clip.transitionOut.frames < length
  const seen = {
    ...clip,
    path: [],
    startFrame,
    fadeInFrames: fadesIn ? clip.fadeInFrames : 0,
    fadeOutFrames: fadesOut ? clip.fadeOutFrames : 0,
    transitionIn: comes ? clip.transitionIn : null,
    transitionOut: goes ? clip.transitionOut : null,
  }
  if (isResting(clip) && !comesOrGoes(seen)) {
    const from = Math.max(0, startFrame)
    return { ...seen, startFrame: from, frames: Math.min(length, endFrame) - from }
  }
  // A camera, and how a clip goes, are measured by the whole clip.
  if (clip.motion !== null || fadesOut || goes) return seen
  return { ...seen, frames: Math.min(length, endFrame) - startFrame }
}

/** Whether nothing under the clip is seen in any frame of a window, from whose first frame it is counted. */
export function hides(clip: PictureClip, film: Pick<Timeline, 'widthPx' | 'heightPx' | 'frames'>): boolean {
  const { picture, placement } = clip
  // A camera never leaves its picture.
  if (clip.opacity < 1 || comesOrGoes(clip) || clip.rotateDeg !== 0) return false
  if (clip.startFrame > 0 || clip.startFrame + clip.frames < film.frames) return false
  if (placement.xPx !== 0 || placement.yPx !== 0) return false
  if (picture.kind === 'still') {
    const opaque = picture.still.kind === 'photo' && !picture.still.hasAlpha
    return opaque && picture.size !== null && fills(picture.size, film)
  }
  if (picture.kind === 'fill') return fills(picture.size, film)
  return !picture.hasAlpha && fills(picture.fitting.backdrop ?? picture.fitting.extract, film)
}

function fills(size: { widthPx: number; heightPx: number }, film: Pick<Timeline, 'widthPx' | 'heightPx'>): boolean {
  return size.widthPx === film.widthPx && size.heightPx === film.heightPx
}

/** Where something begins or ceases to be seen, to come, to go or to rest: between two of them all frames are of one kind. */
export function changesOf({ pictures, frames }: Pick<Timeline, 'pictures' | 'frames'>): number[] {
  const changes = pictures.flatMap(({ startFrame, frames: length, ...clip }) => [
    startFrame,
    startFrame + clip.fadeInFrames,
    startFrame + (clip.transitionIn?.frames ?? 0),
    startFrame + length - clip.fadeOutFrames,
    startFrame + length - (clip.transitionOut?.frames ?? 0),
    startFrame + length,
  ])
  return [...new Set([0, ...changes, frames])].filter((frame) => frame >= 0 && frame <= frames).sort((a, b) => a - b)
}

export function secondsToFrames({ rate }: Pick<Timeline, 'rate'>, seconds: number): number {
  return framesAt(rate, seconds * usPerSecond)
}
