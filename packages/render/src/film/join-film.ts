import { join } from 'node:path'
import { type EncodedTrack, readTrack } from '../mp4/read-track.ts'
import { writeFilm } from '../mp4/write-film.ts'
import { audioRateHz } from '../plan/rational.ts'
import { encodeSound } from './encode-sound.ts'
import { filmClock } from './encoding.ts'
import type { FilmJob } from './film-job.ts'

/** Samples that FFmpeg's AAC encoder puts before the first that is heard: one frame. */
const primingSamples = 1024

/** Puts the encoded parts in a row, untouched, with the sound of the whole film beside them. */
export async function joinFilm(
  job: FilmJob,
  parts: readonly string[],
  output: string,
  onFraction: (fraction: number) => void,
): Promise<void> {
  const { timeline, signal, dir } = job
  const soundPath = join(dir, 'sound.mp4')
  await encodeSound(job, soundPath, (part) => onFraction(part * 0.9))
  const tracks = await Promise.all(parts.map((path) => readTrack(path, 'vide')))
  const sound = await readTrack(soundPath, 'soun')
  await writeFilm({
    output,
    picture: {
      ...filmClock(timeline),
      runs: tracks.map(whole),
      widthPx: timeline.widthPx,
      heightPx: timeline.heightPx,
    },
    sound: { runs: [whole(sound)], rateHz: audioRateHz, primingSamples },
    signal,
    onFraction: (part) => onFraction(0.9 + part * 0.1),
  })
}

function whole(track: EncodedTrack) {
  return { track, from: 0, to: track.sizes.length, times: 1 }
}
