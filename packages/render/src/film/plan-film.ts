import { estimateRender, transcodeCpuMs } from '../plan/estimate.ts'
import { type Segment, planSegments } from '../plan/segments.ts'
import { planSoundSegments } from '../plan/sound-segments.ts'
import type { PictureClip, Timeline } from '../plan/timeline.ts'
import { segmentKey } from './segment-key.ts'
import { outputFormats } from '../spec/output-formats.ts'
import { encodedFrames, groupOf } from './still-group.ts'

/** How a film will be made, as far as that is known before its sources are read. */
export interface FilmPlan {
  frames: number
  segments: number
  /** Different ones. */
  unique: number
  /** The part of the film in which one picture rests, from 0 to 1. */
  stillShare: number
  /** Frames that are encoded at most: sources may turn out to be fit for copying, and segments to be there already. */
  framesToEncode: number
  durationMs: number
  /** Processor time on one core of an ordinary server, for what is encoded at most. */
  cpuMs: number
}

/** Starting FFmpeg, and reading what it wrote. */
const processMs = 250

/** What is encoded of a film, and what that takes. Pure. */
export function planFilm(timeline: Timeline): FilmPlan {
  const isSeen = outputFormats[timeline.format ?? 'mp4'].type !== 'audio'
  const segments = isSeen ? planSegments(timeline) : []
  const unique = [...new Map(segments.map((segment) => [segmentKey(timeline, segment, new Map()), segment])).values()]
  const still = segments.reduce((sum, segment) => sum + (segment.still ? lengthOf(segment) : 0), 0)
  const { frames } = timeline
  return {
    frames,
    segments: segments.length,
    unique: unique.length,
    stillShare: still / frames,
    framesToEncode: unique.reduce((sum, segment) => sum + encodedFrames(groupOf(timeline, segment)), 0),
    durationMs: estimateRender(silent(timeline, [], frames)).durationMs,
    cpuMs: Math.round(
      soundCpuMs(timeline) +
        transcodeCpuMs(timeline) +
        unique.reduce((sum, segment) => sum + pictureCpuMs(timeline, segment), 0),
    ),
  }
}

function lengthOf({ fromFrame, toFrame }: { fromFrame: number; toFrame: number }): number {
  return toFrame - fromFrame
}

/** What the pictures of a segment take, without the sound and the work of a whole film. */
function pictureCpuMs(timeline: Timeline, segment: Segment): number {
  const frames = encodedFrames(groupOf(timeline, segment))
  const pictures = segment.pictures.map((clip) => within(clip, frames))
  const blank = { ...silent(timeline, [], frames), widthPx: 0, heightPx: 0 }
  return estimateRender(silent(timeline, pictures, frames)).cpuMs - estimateRender(blank).cpuMs + processMs
}

/** A segment's clip without what it shows before and after. */
function within(clip: PictureClip, frames: number): PictureClip {
  const from = Math.max(0, clip.startFrame)
  return { ...clip, startFrame: from, frames: Math.max(0, Math.min(frames, clip.startFrame + clip.frames) - from) }
}

function silent(timeline: Timeline, pictures: PictureClip[], frames: number): Timeline {
  return { ...timeline, format: 'mp4', pictures, frames, sounds: [] }
}

/** Sound that comes again is encoded once. */
function soundCpuMs(timeline: Timeline): number {
  const segments = planSoundSegments(timeline)
  const unique = new Map(
    segments.map((segment) => {
      const { samples, leadFrames, sounds } = segment
      return [JSON.stringify({ samples, leadFrames, frames: lengthOf(segment), sounds }), samples]
    }),
  )
  const all = segments.reduce((sum, { samples }) => sum + samples, 0)
  const encoded = [...unique.values()].reduce((sum, samples) => sum + samples, 0)
  const film = estimateRender({ ...timeline, pictures: [], widthPx: 0, heightPx: 0 })
  return film.cpuMs * (encoded / all)
}
