import { AppError } from '@cronicl/core'
import { fileUrl, globalArguments, inputGuard, progressArguments } from '../ffmpeg/arguments.ts'
import { run } from '../ffmpeg/run.ts'
import { pictureRow } from '../mp4/film-tracks.ts'
import { readTrack } from '../mp4/read-track.ts'
import { audioRateHz } from '../plan/rational.ts'
import { aacSamples } from '../plan/sound-segments.ts'
import type { Timeline } from '../plan/timeline.ts'
import { outputFormats } from '../spec/output-formats.ts'
import { filmClock } from './encoding.ts'
import type { FilmJob } from './film-job.ts'

/** How much longer than planned a sound may be that is made of whole frames, as an MP3's are. */
const frameS = 0.06

/**
 * Reads a finished film's index as a stranger would: every frame of the plan, once, on the grid, and sound to its end.
 * @throws AppError INTERNAL_ERROR for a film that is not what was planned
 */
export async function verifyFilm(
  path: string,
  job: Pick<FilmJob, 'timeline' | 'tools' | 'signal' | 'timeoutMs'>,
): Promise<void> {
  const { timeline } = job
  const { format = 'mp4' } = timeline
  try {
    if (format === 'png') return
    if (format === 'mp4' || format === 'mov') await verifyPictures(path, timeline)
    if (format === 'mp4' || format === 'mov' || format === 'm4a') await verifySound(path, timeline)
    else await verifyPackets(path, job)
  } catch (cause) {
    job.signal.throwIfAborted()
    throw new AppError('INTERNAL_ERROR', 'The film came out wrong and was thrown away.', { cause })
  }
}

async function verifyPictures(path: string, timeline: Timeline): Promise<void> {
  const picture = await readTrack(path, 'vide')
  const { count } = pictureRow({ track: picture, from: 0, to: picture.sizes.length, times: 1 }, filmClock(timeline))
  if (count !== timeline.frames || !picture.whole) throw new Error(`planned ${timeline.frames} frames, got ${count}`)
}

async function verifySound(path: string, { samples }: Timeline): Promise<void> {
  const sound = await readTrack(path, 'soun')
  const heard = (sound.sizes.length - 1) * aacSamples
  if (heard < samples) throw new Error(`planned ${samples} samples, got ${heard}`)
}

/** Counts what another's writer wrote: packets of pictures, or the time of the last one of sound. */
async function verifyPackets(
  path: string,
  { timeline, tools, signal, timeoutMs }: Pick<FilmJob, 'timeline' | 'tools' | 'signal' | 'timeoutMs'>,
): Promise<void> {
  const hasPictures = outputFormats[timeline.format ?? 'mp4'].type !== 'audio'
  const found = { frame: 0, out_time_us: 0 }
  await run({
    command: tools.ffmpegPath,
    args: [
      ...globalArguments,
      ...progressArguments,
      ...inputGuard,
      ...['-i', fileUrl(path), '-map', hasPictures ? '0:v' : '0:a', '-c', 'copy', '-f', 'null', '-'],
    ],
    launcher: tools.launcher,
    signal,
    timeoutMs,
    onLine: (line) => {
      const [, name, value] = /^(frame|out_time_us)=\s*(\d+)$/.exec(line) ?? []
      if (name === 'frame' || name === 'out_time_us') found[name] = Number(value)
    },
  })
  const heardS = found.out_time_us / 1e6
  const off = heardS - timeline.samples / audioRateHz
  if (hasPictures && found.frame !== timeline.frames)
    throw new Error(`planned ${timeline.frames} frames, got ${found.frame}`)
  if (!hasPictures && (off < -0.001 || off > frameS)) throw new Error(`the sound is off by ${off} s`)
}
