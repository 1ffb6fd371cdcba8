import { join } from 'node:path'
import { fileUrl, globalArguments, inputGuard, progressArguments } from '../ffmpeg/arguments.ts'
import { progressReader } from '../ffmpeg/progress.ts'
import { run } from '../ffmpeg/run.ts'
import { filter } from '../graph/filter.ts'
import { formatRational, usAt } from '../plan/rational.ts'
import type { Quality, Timeline } from '../plan/timeline.ts'
import type { FilmJob } from './film-job.ts'

/** A film of ours, encoded once more. */
export interface Transcoding {
  format: 'webm' | 'gif' | 'mp3'
  /** The pictures as a master; null for sound alone. */
  picture: string | null
  /** A WAV; null for pictures alone. */
  sound: string | null
  output: string
}

/** Fixed, as the number of threads decides how libvpx cuts a picture into columns. */
const threads = 4
const groupS = 5
const vp9Crf: Record<Quality, number> = { low: 40, medium: 33, high: 24, draft: 45, master: 24 }

/**
 * Encodes a master and a WAV as what our own writer cannot write. The pictures come from segments, as those of an MP4 do:
 * what rests or repeats was drawn once, a film of any length has few processes and open files, and a second attempt finds
 * them in the store; to encode and decode the master takes a fraction of what VP9 takes.
 */
export async function transcodeFilm(
  job: Pick<FilmJob, 'timeline' | 'dir' | 'tools' | 'signal' | 'timeoutMs'>,
  { format, picture, sound, output }: Transcoding,
  onFraction: (fraction: number) => void,
): Promise<void> {
  const { timeline } = job
  const encode = async (args: readonly string[], tell: (fraction: number) => void): Promise<void> => {
    await run({
      command: job.tools.ffmpegPath,
      args: [...globalArguments, ...progressArguments, ...args],
      launcher: job.tools.launcher,
      signal: job.signal,
      timeoutMs: job.timeoutMs,
      onLine: progressReader(usAt(timeline.rate, timeline.frames) / 1000, tell),
    })
  }
  const inputs = [picture, sound].flatMap((path) => (path === null ? [] : [...inputGuard, '-i', fileUrl(path)]))
  const plain = ['-map_metadata', '-1', '-fflags', '+bitexact', '-flags', '+bitexact']
  if (format === 'gif') {
    const palette = join(job.dir, 'palette.png')
    // Of whole frames: where only changes count, FFmpeg leaves out colours that appear at a cut.
    const colours = ['-vf', filter('palettegen', { stats_mode: 'full' }), '-frames:v', '1', '-update', '1']
    await encode([...inputs, ...colours, '-f', 'image2', fileUrl(palette)], (part) => onFraction(part * 0.4))
    const guard = ['-protocol_whitelist', 'file,pipe', '-f', 'image2', '-pattern_type', 'none']
    const paint = `[0:v][1:v]${filter('paletteuse', { dither: 'bayer', bayer_scale: 3, diff_mode: 'rectangle' })}`
    await encode(
      [...inputs, ...guard, '-i', fileUrl(palette), '-filter_complex', paint, ...plain, '-f', 'gif', fileUrl(output)],
      (part) => onFraction(0.4 + part * 0.6),
    )
    return
  }
  const streams = format === 'webm' ? webmArguments(timeline, sound !== null) : mp3Arguments
  await encode([...inputs, ...streams, ...plain, fileUrl(output)], onFraction)
}

function webmArguments({ rate, quality }: Timeline, heard: boolean): string[] {
  const speed =
    quality === 'draft' ? ['-deadline', 'realtime', '-cpu-used', '8'] : ['-deadline', 'good', '-cpu-used', '4']
  return [
    ...['-map', '0:v', '-c:v', 'libvpx-vp9', '-crf', String(vp9Crf[quality]), '-b:v', '0', ...speed],
    ...['-row-mt', '1', '-tile-columns', '2', '-threads', String(threads), '-pix_fmt', 'yuv420p'],
    ...['-g', String(Math.round((groupS * rate.num) / rate.den)), '-r', formatRational(rate)],
    ...['-colorspace', 'bt709', '-color_primaries', 'bt709', '-color_trc', 'bt709', '-color_range', 'tv'],
    ...(heard ? ['-map', '1:a', '-c:a', 'libopus', '-b:a', '128k'] : []),
    ...['-f', 'webm', '-cues_to_front', '1'],
  ]
}

const mp3Arguments = ['-map', '0:a', '-c:a', 'libmp3lame', '-b:a', '192k', '-id3v2_version', '0', '-f', 'mp3']
