import { formatRational } from '../plan/rational.ts'
import type { Quality, Timeline } from '../plan/timeline.ts'

const crf: Record<Quality, number> = { low: 28, medium: 23, high: 18, draft: 28, master: 12 }
/** Distance of key frames: where players can seek to, and where a film can be cut without being encoded again. */
const gopS = 2
/** Fixed, because the number of threads changes what x264 writes: the same document must give the same film. */
const threads = 4

/** Ticks of the film's clock: a frame is a whole number of them, and so is everything in the file's edit lists. */
export function filmClock({ rate }: Pick<Timeline, 'rate'>): { timescale: number; frameTicks: number } {
  return rate.den === 1
    ? { timescale: rate.num * 1000, frameTicks: 1000 }
    : { timescale: rate.num, frameTicks: rate.den }
}

/** H.264 for every part of a film, so that parts can be joined without encoding again. */
export function videoArguments({ rate, quality }: Pick<Timeline, 'rate' | 'quality'>): string[] {
  return [
    ...[
      '-c:v',
      'libx264',
      '-preset',
      quality === 'draft' ? 'ultrafast' : 'veryfast',
      '-crf',
      String(crf[quality]),
      '-pix_fmt',
      'yuv420p',
      '-threads',
      String(threads),
    ],
    ...[
      '-g',
      String(Math.round((gopS * rate.num) / rate.den)),
      '-flags:v',
      '+cgop+bitexact',
      '-r',
      formatRational(rate),
    ],
    ...[
      '-colorspace',
      'bt709',
      '-color_primaries',
      'bt709',
      '-color_trc',
      'bt709',
      '-color_range',
      'tv',
      '-chroma_sample_location',
      'left',
    ],
  ]
}

/** Sound that stands in the film as it is, or that is encoded once more. */
export type SoundCodec = 'aac' | 'pcm'

export const soundArguments: Readonly<Record<SoundCodec, readonly string[]>> = {
  aac: ['-c:a', 'aac', '-b:a', '160k', '-ar', '48000', '-ac', '2', '-flags:a', '+bitexact'],
  pcm: ['-c:a', 'pcm_s16le', '-ar', '48000', '-ac', '2', '-f', 's16le'],
}

/** An MP4 without dates, versions or the metadata of its sources, on the film's clock. */
export function containerArguments(timeline: Pick<Timeline, 'rate'>): string[] {
  const ticks = String(filmClock(timeline).timescale)
  return [
    ...['-map_metadata', '-1', '-map_chapters', '-1', '-fflags', '+bitexact', '-f', 'mp4'],
    // Without it the file's edit lists count in milliseconds, and joined parts drift apart.
    ...['-video_track_timescale', ticks, '-movie_timescale', ticks],
  ]
}
