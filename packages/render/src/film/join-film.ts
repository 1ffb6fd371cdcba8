import type { Run } from '../mp4/film-tracks.ts'
import { writeFilm } from '../mp4/write-film.ts'
import { audioRateHz } from '../plan/rational.ts'
import { aacSamples } from '../plan/sound-segments.ts'
import { filmClock } from './encoding.ts'
import type { FilmJob } from './film-job.ts'

export interface EncodedFilm {
  pictures: readonly Run[]
  sounds: readonly Run[]
  output: string
}

/** Puts encoded pictures and sounds beside each other, untouched, in one file that plays while it loads. */
export async function joinFilm(
  { timeline, signal }: Pick<FilmJob, 'timeline' | 'signal'>,
  { pictures, sounds, output }: EncodedFilm,
  onFraction: (fraction: number) => void,
): Promise<void> {
  const { widthPx, heightPx } = timeline
  await writeFilm({
    output,
    picture: { ...filmClock(timeline), runs: pictures, widthPx, heightPx },
    // FFmpeg's AAC encoder puts one frame before the first that is heard.
    sound: { runs: sounds, rateHz: audioRateHz, primingSamples: aacSamples },
    signal,
    onFraction,
  })
}
