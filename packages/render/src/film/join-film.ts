import { join } from 'node:path'
import type { Run } from '../mp4/film-tracks.ts'
import { readTrack } from '../mp4/read-track.ts'
import { writeFilm } from '../mp4/write-film.ts'
import { audioRateHz } from '../plan/rational.ts'
import { encodeSound } from './encode-sound.ts'
import { filmClock } from './encoding.ts'
import type { FilmJob } from './film-job.ts'

/** Samples that FFmpeg's AAC encoder puts before the first that is heard: one frame. */
const primingSamples = 1024

/** Puts the encoded pictures in a row, untouched, with the sound of the whole film beside them. */
export async function joinFilm(
  job: Omit<FilmJob, 'stills'>,
  runs: readonly Run[],
  output: string,
  onFraction: (fraction: number) => void,
): Promise<void> {
  const { timeline, signal, dir } = job
  const soundPath = join(dir, 'sound.mp4')
  await encodeSound(job, soundPath, (part) => onFraction(part * 0.9))
  const sound = await readTrack(soundPath, 'soun')
  await writeFilm({
    output,
    picture: { ...filmClock(timeline), runs, widthPx: timeline.widthPx, heightPx: timeline.heightPx },
    sound: {
      runs: [{ track: sound, from: 0, to: sound.sizes.length, times: 1 }],
      rateHz: audioRateHz,
      primingSamples,
    },
    signal,
    onFraction: (part) => onFraction(0.9 + part * 0.1),
  })
}
