import { constantGain, curveWithin } from './gain-curve.ts'
import type { Master } from './loudness.ts'
import { audioRateHz } from './rational.ts'
import type { SoundClip, Timeline } from './timeline.ts'

/** Samples of one frame of AAC-LC (ISO/IEC 14496-3). */
export const aacSamples = 1024

/**
 * A stretch of the film's sound that is encoded by itself. Its frames are counted as the finished stream counts them:
 * frame n overlaps the samples before and after `n × 1024`, and frame 0 is the encoder's priming.
 */
export interface SoundSegment {
  fromFrame: number
  toFrame: number
  /** Frames that are encoded before the first that is kept, so that it follows from what was before it. */
  leadFrames: number
  /** Samples that are encoded, from `(fromFrame − leadFrames) × 1024` on. */
  samples: number
  /** What is heard in them, counted from the first of them. */
  sounds: HeardClip[]
  /** What is done to the mix; nothing when absent. */
  master?: Master
}

/** A clip of which a segment hears a part. */
export interface HeardClip extends SoundClip {
  /** Samples of the clip that lie before the segment: left out before it is faded, or after, while it fades in. */
  skipSamples: number
  dropSamples: number
}

const shortS = 60
const usualS = 30
const leadFrames = 8
/** After the last frame that is kept, for the encoder looks ahead. */
const tailFrames = 2

/**
 * Cuts the film's sound where clips begin and end, and every half minute of a clip, always between two frames of the
 * stream. A short film is one piece. Pure.
 */
export function planSoundSegments(
  { sounds, samples }: Pick<Timeline, 'sounds' | 'samples'>,
  { whole = false } = {},
): SoundSegment[] {
  const frames = 1 + Math.ceil(samples / aacSamples)
  if (whole || samples <= shortS * audioRateHz) return [segmentOf(sounds, 0, frames)]
  const ends = [...cutsOf(sounds, frames), frames]
  return ends.map((toFrame, i) => segmentOf(sounds, ends[i - 1] ?? 0, toFrame))
}

function cutsOf(sounds: readonly SoundClip[], frames: number): number[] {
  const step = Math.round((usualS * audioRateHz) / aacSamples)
  const cuts = new Set<number>()
  let covered = 0
  for (const { startSample, samples } of [...sounds].sort((a, b) => a.startSample - b.startSample)) {
    const [start, end] = [Math.floor(startSample / aacSamples), Math.ceil((startSample + samples) / aacSamples)]
    for (const frame of [start, end]) cuts.add(frame)
    for (let frame = start + step; frame < end; frame += step) if (frame > covered) cuts.add(frame)
    covered = Math.max(covered, end)
  }
  for (let frame = covered + step; frame < frames; frame += step) cuts.add(frame)
  const least = Math.round(step / 10)
  const kept: number[] = []
  for (const frame of [...cuts].sort((a, b) => a - b))
    if (frame - (kept.at(-1) ?? 0) >= least && frames - frame >= least) kept.push(frame)
  return kept
}

function segmentOf(sounds: readonly SoundClip[], fromFrame: number, toFrame: number): SoundSegment {
  const lead = Math.min(leadFrames, fromFrame)
  const from = (fromFrame - lead) * aacSamples
  const samples = (toFrame - fromFrame + lead + tailFrames) * aacSamples
  const heard = sounds.flatMap((clip) => heardPart(clip, from, samples))
  return { fromFrame, toFrame, leadFrames: lead, samples, sounds: heard }
}

/** A clip counted from `from`, without the fades that are over or yet to come. */
function heardPart(clip: SoundClip, from: number, length: number): HeardClip[] {
  const startSample = clip.startSample - from
  const endSample = startSample + clip.samples
  if (startSample >= length || endSample <= 0) return []
  const fadesIn = clip.fadeInSamples > 0 && startSample + clip.fadeInSamples > 0
  const fadesOut = clip.fadeOutSamples > 0 && endSample - clip.fadeOutSamples < length
  const before = Math.max(0, -startSample)
  // A fade under way needs its beginning.
  const skipSamples = fadesIn ? 0 : fadesOut ? Math.min(before, clip.samples - clip.fadeOutSamples) : before
  const { curve: _curve, ...rest } = clip
  return [
    {
      ...rest,
      path: [],
      startSample: Math.max(0, startSample),
      samples: (fadesOut ? clip.samples : Math.min(endSample, length) - startSample) - skipSamples,
      fadeInSamples: fadesIn ? clip.fadeInSamples : 0,
      fadeOutSamples: fadesOut ? clip.fadeOutSamples : 0,
      skipSamples,
      dropSamples: before - skipSamples,
      ...heardGain(clip, before, Math.min(endSample, length) - Math.max(0, startSample)),
    },
  ]
}

/** A curve counted from the first sample that is heard, where it changes what is heard. */
function heardGain({ gain, curve }: SoundClip, from: number, length: number): Pick<SoundClip, 'gain' | 'curve'> {
  if (!curve) return { gain }
  const heard = curveWithin(curve, from, length)
  const constant = constantGain(heard)
  return constant === null ? { gain, curve: heard } : { gain: gain * constant }
}
