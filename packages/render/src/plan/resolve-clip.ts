import type { Issue } from '@cronicl/core'
import type { Compiled } from '../elements/define-element.ts'
import { elementOf } from '../elements/registry.ts'
import type { MediaFacts } from '../ffmpeg/media-facts.ts'
import type { Clip } from '../spec/clip.ts'
import { cameraOf } from './camera.ts'
import { framesAt, type Rational, samplesAt, samplesOf, toUs } from './rational.ts'
import { factsOf, ownLengthUs, type Slot } from './schedule.ts'
import { type ClipTransitions, resolveTransitions } from './resolve-transitions.ts'
import type { PictureClip, Size, SoundClip } from './timeline.ts'
import { wholeTurn } from './turn.ts'

/** A document in the course of being resolved. */
export interface Resolution {
  readonly rate: Rational
  readonly frames: number
  readonly film: Size
  readonly facts: ReadonlyMap<string, MediaFacts>
  pictures: PictureClip[]
  sounds: SoundClip[]
  warnings: Issue[]
  issues: Issue[]
}

interface Span extends ClipTransitions {
  startFrame: number
  frames: number
  fadeInFrames: number
  fadeOutFrames: number
}

/** Adds a clip's picture and sound to the film, cut to the film's length. */
export function resolveClip(clip: Clip, path: (string | number)[], slot: Slot, to: Resolution): void {
  const startFrame = framesAt(to.rate, slot.startUs)
  const endFrame = Math.min(slot.endUs === null ? to.frames : framesAt(to.rate, slot.endUs), to.frames)
  if (startFrame >= to.frames) {
    to.warnings.push({ path, message: 'The clip begins after the end of the film and is left out.' })
    return
  }
  if (endFrame <= startFrame) {
    to.issues.push({ path: [...path, 'length'], message: 'The clip is shorter than one frame.' })
    return
  }
  const frames = endFrame - startFrame
  const shot = { slot, frames, rate: to.rate, path, warnings: to.warnings }
  const span = { startFrame, frames, ...fades(clip, frames, path, to), ...resolveTransitions(clip, shot) }
  const facts = factsOf(clip.asset, to.facts)
  const compiled = elementOf(clip.asset).compile(clip, { film: to.film, facts })
  warnOfShortSource(clip, path, span, to)
  addPicture(clip, path, { slot, span }, compiled, to)
  addSound(clip, path, { slot, span }, compiled, to)
}

function fades(clip: Clip, frames: number, path: (string | number)[], to: Resolution) {
  const fadeInFrames = framesAt(to.rate, toUs(clip.fadeIn ?? 0))
  const fadeOutFrames = framesAt(to.rate, toUs(clip.fadeOut ?? 0))
  const sum = fadeInFrames + fadeOutFrames
  if (sum <= frames) return { fadeInFrames, fadeOutFrames }
  to.warnings.push({
    path: [...path, clip.fadeIn ? 'fadeIn' : 'fadeOut'],
    message: 'The fades are longer than the clip and are shortened to fit.',
  })
  const fitted = Math.floor((fadeInFrames * frames) / sum)
  return { fadeInFrames: fitted, fadeOutFrames: frames - fitted }
}

function warnOfShortSource(clip: Clip, path: (string | number)[], { frames }: Span, to: Resolution): void {
  const own = ownLengthUs(clip, to.facts)
  // After the last caption there is nothing to hold.
  if (own === null || clip.asset.type === 'caption') return
  const available = framesAt(to.rate, Math.round((own - toUs(clip.trim ?? 0)) / (clip.speed ?? 1)))
  if (frames <= available + 1) return
  const rest = clip.asset.type === 'audio' ? 'silence follows' : 'its last picture is held'
  to.warnings.push({ path: [...path, 'length'], message: `The source is shorter than the clip: ${rest}.` })
}

interface When {
  slot: Slot
  span: Span
}

function addPicture(
  clip: Clip,
  path: (string | number)[],
  { slot, span }: When,
  { picture, pictures, sound }: Compiled,
  to: Resolution,
): void {
  const opacity = clip.opacity ?? 1
  const motion = clip.motion ? cameraOf(clip.motion) : null
  const look = { opacity, effects: clip.effects ?? [], motion, rotateDeg: wholeTurn(clip.rotate ?? 0) }
  if (picture && opacity > 0) to.pictures.push({ path, ...span, ...look, ...picture })
  else if (pictures && opacity > 0) {
    // Each is there at once, and gone at once.
    const plain = { fadeInFrames: 0, fadeOutFrames: 0, transitionIn: null, transitionOut: null }
    const originUs = slot.startUs - toUs(clip.trim ?? 0)
    for (const { fromUs, toUs: untilUs, ...shown } of pictures) {
      const startFrame = Math.max(span.startFrame, framesAt(to.rate, originUs + fromUs))
      const frames = Math.min(span.startFrame + span.frames, framesAt(to.rate, originUs + untilUs)) - startFrame
      if (frames > 0) to.pictures.push({ path, startFrame, frames, ...plain, ...look, ...shown })
    }
  } else if (!sound && clip.asset.type !== 'audio') {
    to.warnings.push({ path, message: 'Nothing of the clip is seen: it lies outside the film or is transparent.' })
  }
}

function addSound(clip: Clip, path: (string | number)[], when: When, { sound }: Compiled, to: Resolution): void {
  if (!sound) return
  const { slot, span } = when
  const at = (frame: number) => samplesAt(to.rate, frame)
  const end = at(span.startFrame + span.frames)
  // Sound with a picture keeps to its frames; sound alone begins at its own sample.
  const alone = clip.asset.type === 'audio'
  const startSample = alone ? samplesOf(slot.startUs) : at(span.startFrame)
  const endSample = alone && slot.endUs !== null ? Math.min(samplesOf(slot.endUs), at(to.frames)) : end
  to.sounds.push({
    path,
    ...sound,
    startSample,
    samples: Math.max(1, endSample - startSample),
    trimUs: toUs(clip.trim ?? 0),
    speed: clip.speed ?? 1,
    ...soundFades(span, framesAt(to.rate, slot.givesWayUs), at),
  })
}

/** Sound comes and goes with its picture, and gives way to the clip that comes over it. */
function soundFades(span: Span, givesWay: number, at: (frame: number) => number) {
  const comes = Math.max(span.fadeInFrames, span.transitionIn?.frames ?? 0)
  const goes = Math.max(span.fadeOutFrames, span.transitionOut?.frames ?? 0, givesWay)
  const fadeInSamples = at(Math.min(comes, span.frames))
  return { fadeInSamples, fadeOutSamples: Math.min(at(goes), at(span.frames) - fadeInSamples) }
}
