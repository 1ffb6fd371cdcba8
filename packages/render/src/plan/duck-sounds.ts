import type { Issue } from '@cronicl/core'
import type { MediaFacts } from '../ffmpeg/media-facts.ts'
import type { Track } from '../spec/document.ts'
import { type Ducking, duckingOf } from '../spec/ducking.ts'
import { constantGain, type CurvePoint, curveWithin, type GainCurve } from './gain-curve.ts'
import { audioRateHz, samplesOf, toUs } from './rational.ts'
import type { SoundClip } from './timeline.ts'

/** A stretch of the film's sound, in samples. */
interface Span {
  from: number
  to: number
}

interface Film {
  tracks: readonly Track[]
  facts: ReadonlyMap<string, MediaFacts>
  warnings: Issue[]
}

/**
 * The sounds, with a curve of gain on those that give way to speech: down before a clip of speech begins, up after it
 * ends, and down between two that follow closely. The curves come from the plan alone, so that any part of the film's
 * sound can be made by itself. Pure.
 */
export function duckSounds(sounds: readonly SoundClip[], { tracks, facts, warnings }: Film): SoundClip[] {
  const trackOf = ({ path }: SoundClip): Track | undefined => tracks[Number(path[1])]
  const speech = sounds.filter((clip) => trackOf(clip)?.speech).map((clip) => heardSpan(clip, facts))
  if (!tracks.some((track) => track.speech)) {
    const path = ['tracks', tracks.findIndex(({ duck }) => duckingOf(duck)), 'duck']
    if (path[1] !== -1) warnings.push({ path, message: 'No track is marked as speech, so that nothing is ducked.' })
  }
  return sounds.map((clip) => {
    const ducking = duckingOf(trackOf(clip)?.duck)
    return ducking && speech.length > 0 ? ducked(clip, curveOf(speech, ducking)) : clip
  })
}

/** As long as its source is heard: a clip may be longer. */
function heardSpan({ src, startSample, samples, trimUs, speed }: SoundClip, facts: Film['facts']): Span {
  const ownMs = facts.get(src)?.durationMs
  const heard = ownMs ? samplesOf((ownMs * 1000 - trimUs) / speed) : samples
  return { from: startSample, to: startSample + Math.max(1, Math.min(samples, heard)) }
}

function curveOf(speech: readonly Span[], { amountDb, attackS, releaseS }: Ducking): GainCurve {
  const [attack, release] = [samplesOf(toUs(attackS)), samplesOf(toUs(releaseS))]
  // Rounded, so that the same loudness has the same name wherever it is computed.
  const low = Number((10 ** (-amountDb / 20)).toFixed(6))
  const points: CurvePoint[] = []
  for (const { from, to } of joined(speech, attack + release)) {
    points.push({ sample: from - attack, gain: 1 }, { sample: from, gain: low })
    points.push({ sample: to, gain: low }, { sample: to + release, gain: 1 })
  }
  return points
}

/** Stretches that leave no room to come up in between are one. */
function joined(spans: readonly Span[], room: number): Span[] {
  const all: Span[] = []
  for (const span of spans.toSorted((a, b) => a.from - b.from)) {
    const last = all.at(-1)
    if (last && span.from - last.to <= room + audioRateHz / 10) last.to = Math.max(last.to, span.to)
    else all.push({ ...span })
  }
  return all
}

function ducked(clip: SoundClip, film: GainCurve): SoundClip {
  const curve = curveWithin(film, clip.startSample, clip.samples)
  const constant = constantGain(curve)
  if (constant === null) return { ...clip, curve }
  return constant === 1 ? clip : { ...clip, gain: clip.gain * constant }
}
