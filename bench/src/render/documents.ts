import type { RenderDocumentInput } from '@cronicl/render'
import type { BenchMedia } from './media.ts'

const output = { width: 1280, height: 720, fps: 25 }

/** Three clips of twenty seconds that overlap by one. */
export function smartDocument(conformed: readonly string[]): RenderDocumentInput {
  const tracks = conformed.map((src, i) => ({
    clips: [{ asset: { type: 'video' as const, src }, start: i * 19, ...(i > 0 && { fadeIn: 1 }), volume: 0 }],
  }))
  return { output, tracks }
}

/** Moving clips in a row with a text every twenty seconds, of which one can be told other words. */
export function longDocument({ clips, song }: BenchMedia, words: string, seconds = 600): RenderDocumentInput {
  const count = seconds / 20
  const videos = Array.from({ length: count }, (_, i) => ({
    asset: { type: 'video' as const, src: clips[i % clips.length] as string },
    // Each another part, so that none is a repetition.
    trim: (i * 0.36) % 5,
    length: 20,
    volume: 0,
  }))
  const texts = Array.from({ length: count }, (_, i) => ({
    asset: { type: 'text' as const, text: i === 2 ? words : `Chapter ${i}`, fontSize: 60 },
    start: i * 20 + 10,
    length: 3,
  }))
  const songs = Array.from({ length: Math.ceil(seconds / 40) }, (_, i) => ({
    asset: { type: 'audio' as const, src: song },
    start: i * 40,
    length: Math.min(40, seconds - i * 40),
  }))
  return { output, duration: seconds, tracks: [{ clips: videos }, { clips: texts }, { clips: songs }] }
}

/** Tracks that all have something to show and to play at the same time, again and again. */
export function manyTracks(
  { photos, song }: BenchMedia,
  size: { seconds: number; tracks: number },
): RenderDocumentInput {
  const { seconds, tracks } = size
  const half = tracks / 2
  const pictures = Array.from({ length: half }, (_, t) => ({
    clips: Array.from({ length: Math.min(100, Math.ceil(seconds / 60)) }, (_clip, i) => ({
      asset: { type: 'image' as const, src: photos[(t + i) % photos.length] as string },
      start: i * (seconds / Math.min(100, Math.ceil(seconds / 60))),
      length: seconds / Math.min(100, Math.ceil(seconds / 60)),
      ...(t > 0 && { scale: 0.2, position: 'left' as const, offset: { x: (t % 8) / 10, y: 0 } }),
    })),
  }))
  const sounds = Array.from({ length: half }, (_, t) => ({
    clips: Array.from({ length: Math.min(100, Math.ceil(seconds / 108)) }, (_clip, i) => ({
      asset: { type: 'audio' as const, src: song },
      start: i * Math.max(41, seconds / 100),
      length: Math.min(41, seconds),
      volume: 1 / half,
      trim: t * 0.1,
    })),
  }))
  return { output, duration: seconds, tracks: [...pictures, ...sounds] }
}
