import { audioRateHz } from '../plan/rational.ts'
import { type Master, peakLimit } from '../plan/loudness.ts'
import type { HeardClip, SoundSegment } from '../plan/sound-segments.ts'
import type { SoundClip } from '../plan/timeline.ts'
import { chain, filter, graphOf } from './filter.ts'
import { gainChain } from './gain-filter.ts'

export interface SoundInput {
  src: string
  seekUs: number
}

export type SoundMix = Pick<SoundSegment, 'sounds' | 'samples' | 'master'>

export interface SoundGraph {
  inputs: SoundInput[]
  graph: string
  output: string
}

/** All sounds of a segment, added up and made exactly as long as it; silence when there are none. Pure. */
export function soundGraph({ sounds, samples, master }: SoundMix): SoundGraph {
  const inputs = sounds.map(({ src, trimUs }) => ({ src, seekUs: trimUs }))
  const exact = [filter('apad', { whole_len: samples }), filter('atrim', { end_sample: samples })]
  if (sounds.length === 0) {
    const silence = filter('anullsrc', { r: audioRateHz, cl: 'stereo' })
    return { inputs, graph: chain([], [silence, filter('atrim', { end_sample: samples })], 'sound'), output: 'sound' }
  }
  const parts = sounds.flatMap((clip, i) => soundChains(clip, i))
  const mix = chain(
    sounds.map((_, i) => `s${i}`),
    [...mixFilters(sounds, master), ...exact],
    'sound',
  )
  return { inputs, graph: graphOf([...parts, mix]), output: 'sound' }
}

function soundChains(clip: HeardClip, i: number): string[] {
  const { curve, startSample, samples, dropSamples } = clip
  const later = startSample === 0 ? null : filter('adelay', { delays: `${startSample}S`, all: 1 })
  if (!curve) return [chain([`${i}:a:0`], [...soundFilters(clip), later], `s${i}`)]
  return [
    chain([`${i}:a:0`], soundFilters(clip), `p${i}`),
    gainChain(curve, samples - dropSamples, `g${i}`),
    chain([`p${i}`, `g${i}`], [filter('amultiply'), later], `s${i}`),
  ]
}

function soundFilters(clip: HeardClip): (string | null)[] {
  const { fadeInSamples, fadeOutSamples, samples, gain } = clip
  const fade = (type: 'in' | 'out', from: number, length: number) =>
    length === 0 ? null : filter('afade', { t: type, ss: from, ns: length })
  return [
    // Gaps and a late beginning in the source become silence, so that sound stays where its picture is.
    filter('aresample', { sample_rate: audioRateHz, async: 1, first_pts: 0 }),
    // FFmpeg would make mono 3 dB quieter on its way to two channels.
    clip.isMono ? filter('pan', { args: 'stereo|c0=c0|c1=c0' }) : null,
    filter('aformat', { sample_fmts: 'fltp', channel_layouts: 'stereo' }),
    ...tempo(clip.speed),
    ...leaveOut(clip.skipSamples),
    filter('atrim', { end_sample: samples }),
    fade('in', 0, fadeInSamples),
    fade('out', samples - fadeOutSamples, fadeOutSamples),
    ...leaveOut(clip.dropSamples),
    gain === 1 ? null : filter('volume', { volume: gain }),
  ]
}

function leaveOut(samples: number): string[] {
  return samples === 0 ? [] : [filter('atrim', { start_sample: samples }), filter('asetpts', { expr: 'PTS-STARTPTS' })]
}

/** Faster or slower at the same pitch; one `atempo` reaches down to a half. */
export function tempo(speed: number): string[] {
  if (speed === 1) return []
  return speed < 0.5 ? [filter('atempo', { tempo: 0.5 }), ...tempo(speed / 0.5)] : [filter('atempo', { tempo: speed })]
}

/**
 * Sounds add up as they are, and only what would be louder than full scale is held down; or the whole mix is as loud as
 * it is to be, and its peaks are held down where that makes them too high.
 */
function mixFilters(sounds: readonly SoundClip[], master: Master | undefined): (string | null)[] {
  const { length } = sounds
  const mix =
    length === 1 ? null : filter('amix', { inputs: length, duration: 'longest', dropout_transition: 0, normalize: 0 })
  if (master) return [mix, filter('volume', { volume: master.gain }), ...(master.limited ? truePeakLimiter : [])]
  const loud = length > 1 || sounds.some((clip) => clip.gain > 1)
  return [mix, loud ? filter('alimiter', { limit: 1, level: 0, latency: 1 }) : null]
}

/** Between two samples a wave may be higher than both; at four times as many it is seen. */
const truePeakLimiter = [
  filter('aresample', { sample_rate: 4 * audioRateHz }),
  filter('alimiter', { limit: peakLimit, attack: 5, release: 50, level: 0, latency: 1 }),
  filter('aresample', { sample_rate: audioRateHz }),
]
