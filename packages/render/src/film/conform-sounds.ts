import { join } from 'node:path'
import { fileUrl, globalArguments, inputGuard } from '../ffmpeg/arguments.ts'
import { run } from '../ffmpeg/run.ts'
import { chain, filter, graphOf } from '../graph/filter.ts'
import { tempo } from '../graph/sound-graph.ts'
import { audioRateHz, formatUs, usPerSecond } from '../plan/rational.ts'
import type { HeardClip } from '../plan/sound-segments.ts'
import type { SoundClip } from '../plan/timeline.ts'
import { fileOf } from '../stills/draw-stills.ts'
import type { FilmJob } from './film-job.ts'

/** Sounds in which every sample can be found: uncompressed, 48 kHz, two channels, at the clip's speed. */
export type ConformedSounds = ReadonlyMap<string, string>

const bytesPerSecond = audioRateHz * 2 * 2

/** Clips with one key hear the same file at the same speed. */
function conformKey({ src, speed }: Pick<SoundClip, 'src' | 'speed'>): string {
  return `${speed} ${src}`
}

/** Bytes that the conformed sounds of a film take on the disk. */
export function conformedBytes(sounds: readonly SoundClip[]): number {
  return [...neededUs(sounds).values()].reduce((sum, us) => sum + (us / usPerSecond) * bytesPerSecond, 0)
}

/** How much of each sound is needed, from its beginning, in microseconds at the clip's speed. */
function neededUs(sounds: readonly SoundClip[]): Map<string, number> {
  const needed = new Map<string, number>()
  for (const clip of sounds) {
    const us = (clip.samples * usPerSecond) / audioRateHz + clip.trimUs / clip.speed + usPerSecond
    needed.set(conformKey(clip), Math.max(us, needed.get(conformKey(clip)) ?? 0))
  }
  return needed
}

/**
 * Decodes each sound that is heard once. A compressed file cannot be entered at an exact sample, and two segments of a
 * film must agree on every one. Those that are `known` stay as they are.
 */
export async function conformSounds(
  job: Omit<FilmJob, 'stills'>,
  sounds: readonly SoundClip[],
  known: ConformedSounds = new Map(),
): Promise<ConformedSounds> {
  const conformed = new Map(known)
  const needed = neededUs(sounds)
  for (const clip of sounds) {
    const key = conformKey(clip)
    if (conformed.has(key)) continue
    const path = join(job.dir, `conformed-${conformed.size}.wav`)
    const filters = [
      filter('aresample', { sample_rate: audioRateHz, async: 1, first_pts: 0 }),
      // FFmpeg would make mono 3 dB quieter on its way to two channels.
      clip.isMono ? filter('pan', { args: 'stereo|c0=c0|c1=c0' }) : null,
      filter('aformat', { sample_fmts: 'fltp', channel_layouts: 'stereo' }),
      ...tempo(clip.speed),
    ]
    await run({
      command: job.tools.ffmpegPath,
      args: [
        ...globalArguments,
        ...inputGuard,
        ...['-vn', '-i', fileUrl(fileOf(job.files, clip.src))],
        ...['-filter_complex', graphOf([chain(['0:a:0'], filters, 'sound')]), '-map', '[sound]'],
        ...['-t', formatUs(Math.ceil(needed.get(key) ?? 0)), '-map_metadata', '-1', '-fflags', '+bitexact'],
        ...['-c:a', 'pcm_s16le', '-f', 'wav', '-rf64', 'auto', fileUrl(path)],
      ],
      launcher: job.tools.launcher,
      signal: job.signal,
      timeoutMs: job.timeoutMs,
      failure: { code: 'UNSUPPORTED_MEDIA', message: 'A sound of the film is damaged and cannot be decoded.' },
    })
    conformed.set(key, path)
  }
  return conformed
}

/** The clip as it is heard from its conformed sound: seconds of it are passed over by seeking, the rest by counting. */
export function fromConformed(clip: HeardClip, conformed: ConformedSounds): HeardClip {
  const path = conformed.get(conformKey(clip))
  if (path === undefined) throw new TypeError('a sound of the film was not conformed')
  const before = Math.round((clip.trimUs * audioRateHz) / (usPerSecond * clip.speed)) + clip.skipSamples
  const seconds = Math.floor(before / audioRateHz)
  const skipSamples = before - seconds * audioRateHz
  return { ...clip, src: path, trimUs: seconds * usPerSecond, skipSamples, speed: 1, isMono: false }
}
