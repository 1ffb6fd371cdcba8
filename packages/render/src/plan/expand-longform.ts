import type { Issue } from '@cronicl/core'
import type { MediaFacts } from '../ffmpeg/media-facts.ts'
import type { Clip } from '../spec/clip.ts'
import type { RenderDocument, Track, TracksDocument } from '../spec/document.ts'
import type { RenderLimits } from '../spec/limits.ts'
import { frameRateOf } from './frame-rate.ts'
import { audioRateHz, framesAt, type Rational, toUs, usAt, usPerSecond } from './rational.ts'
import { aacSamples } from './sound-segments.ts'

export type Expanded = { ok: true; document: TracksDocument } | { ok: false; issues: Issue[] }

const defaults = { holdS: 10, crossfadeS: 1, audioFadeS: 2 }

/**
 * A longform as the tracks that it stands for. Rounds of backgrounds are whole frames and sounds begin with a frame of
 * the encoded stream (at most 21 ms after the one before), so that what comes again is exactly what was. Pure.
 */
export function expandLongform(
  document: RenderDocument,
  facts: ReadonlyMap<string, MediaFacts>,
  limits: RenderLimits,
): Expanded {
  const issues: Issue[] = []
  const listed = soundClips(document, facts, issues)
  const listedS = listed.reduce((sum, { lengthS }) => sum + lengthS, 0)
  const durationS = document.duration ?? listedS
  const maxS = limits.maxLongformMs / 1000
  if (durationS > maxS) {
    const path = [document.duration === undefined ? 'audio' : 'duration']
    issues.push({
      path,
      message: `A longform lasts at most ${maxS} s; this one would last ${Math.round(durationS)} s.`,
    })
  }
  if (durationS === 0 && issues.length === 0)
    issues.push({ path: ['duration'], message: 'The film has no length: give "duration", or some "audio".' })
  const backgrounds = (document.backgrounds ?? []).map(({ src }, i) => {
    const video = facts.get(src)?.video
    if (!video) issues.push({ path: ['backgrounds', i, 'src'], message: 'The source is no picture and no video.' })
    return video && !video.isStill ? (video.durationMs ?? facts.get(src)?.durationMs ?? 0) / 1000 : null
  })
  if (issues.length > 0) return { ok: false, issues }
  const { output, background } = document
  const tracks = [...pictureTracks(document, backgrounds, durationS), soundTrack(document, listed, durationS)]
  return {
    ok: true,
    document: { output, background, duration: durationS, tracks: tracks.filter(({ clips }) => clips.length > 0) },
  }
}

interface Listed {
  src: string
  volume: number | undefined
  trim: number | undefined
  /** Whole frames of the encoded stream. */
  lengthS: number
  playedS: number
}

function soundClips(document: RenderDocument, facts: ReadonlyMap<string, MediaFacts>, issues: Issue[]): Listed[] {
  return (document.audio ?? []).map(({ src, volume, trim, length }, i) => {
    const ownS = (facts.get(src)?.durationMs ?? 0) / 1000
    if (!facts.get(src)?.audio) issues.push({ path: ['audio', i, 'src'], message: 'The source has no sound.' })
    else if ((trim ?? 0) >= ownS)
      issues.push({ path: ['audio', i, 'trim'], message: `trim leaves nothing: the source lasts ${ownS} s.` })
    const playedS = Math.min(length ?? ownS, ownS - (trim ?? 0))
    return { src, volume, trim, playedS, lengthS: wholeFrames(playedS) }
  })
}

function wholeFrames(seconds: number): number {
  return (Math.ceil((seconds * audioRateHz) / aacSamples) * aacSamples) / audioRateHz
}

function soundTrack(document: RenderDocument, listed: readonly Listed[], durationS: number): Track {
  const fade = document.audioFade ?? defaults.audioFadeS
  const clips: Clip[] = []
  const round = listed.reduce((sum, { lengthS }) => sum + lengthS, 0)
  for (let startS = 0, i = 0; startS < durationS && round > 0; i++) {
    if (i >= listed.length && document.repeatAudio !== true) break
    const sound = listed[i % listed.length] as Listed
    clips.push({
      asset: { type: 'audio', src: sound.src },
      start: startS,
      length: sound.playedS,
      ...(sound.volume !== undefined && { volume: sound.volume }),
      ...(sound.trim !== undefined && { trim: sound.trim }),
      ...(fade > 0 && { fadeIn: fade, fadeOut: fade }),
    })
    startS += sound.lengthS
  }
  return { clips, parentDurationDecider: false }
}

/** Two tracks in turns: what stands above fades in over the one below, and out again over the next. */
function pictureTracks(document: RenderDocument, ownS: readonly (number | null)[], durationS: number): Track[] {
  const rate = frameRateOf(document.output.fps)
  const total = framesAt(rate, toUs(durationS))
  const fade = framesAt(rate, toUs(document.crossfade ?? defaults.crossfadeS))
  const backgrounds = document.backgrounds ?? []
  const alone = backgrounds.length === 1 && ownS[0] === null
  const tracks: [Clip[], Clip[]] = [[], []]
  for (let from = 0, i = 0; from < total; i++) {
    const { src, fit } = backgrounds[i % backgrounds.length] as { src: string; fit?: Clip['fit'] }
    const own = ownS[i % backgrounds.length] ?? null
    const hold = alone ? total : holdFrames(document, rate, { own, fade })
    const next = from + hold
    // A crossfade that the end of the film would cut does not begin.
    const last = next + fade >= total
    const above = i % 2 === 1
    tracks[above ? 1 : 0].push({
      asset: own === null ? { type: 'image', src } : { type: 'video', src },
      start: usAt(rate, from) / usPerSecond,
      length: usAt(rate, (last ? total : next + fade) - from) / usPerSecond,
      ...(fit && { fit }),
      ...(own !== null && { volume: 0 }),
      ...(above && fade > 0 && { fadeIn: usAt(rate, fade) / usPerSecond }),
      ...(above && fade > 0 && !last && { fadeOut: usAt(rate, fade) / usPerSecond }),
    })
    if (last) break
    from = next
  }
  return tracks.map((clips) => ({ clips, parentDurationDecider: false }))
}

function holdFrames(
  document: RenderDocument,
  rate: Rational,
  { own, fade }: { own: number | null; fade: number },
): number {
  if (own === null) return Math.max(fade, framesAt(rate, toUs(document.hold ?? defaults.holdS)))
  // A video that is shorter than its fades rests on its last picture.
  return Math.max(1, fade, Math.floor((own * rate.num) / rate.den) - fade)
}
