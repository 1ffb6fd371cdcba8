import type { Brand } from '../mp4/film-index.ts'
import type { Run } from '../mp4/film-tracks.ts'
import { type EncodedTrack, readTrack } from '../mp4/read-track.ts'
import { writeFilm } from '../mp4/write-film.ts'
import { audioRateHz } from '../plan/rational.ts'
import { aacSamples } from '../plan/sound-segments.ts'
import type { SoundPiece } from './encode-sounds.ts'
import { filmClock } from './encoding.ts'
import type { FilmJob } from './film-job.ts'

export interface EncodedFilm {
  /** None, for sound alone. */
  pictures: readonly Run[]
  /** None, for a film that is not heard. */
  sounds: readonly SoundPiece[]
  output: string
  brand: Brand
}

/** Puts encoded pictures and sounds beside each other, untouched, in one file that plays while it loads. */
export async function joinFilm(
  { timeline, signal }: Pick<FilmJob, 'timeline' | 'signal'>,
  { pictures, sounds, output, brand }: EncodedFilm,
  onFraction: (fraction: number) => void,
): Promise<void> {
  const { widthPx, heightPx, samples } = timeline
  const runs = await soundRuns(sounds)
  await writeFilm({
    output,
    brand,
    picture: pictures.length === 0 ? null : { ...filmClock(timeline), runs: pictures, widthPx, heightPx },
    // FFmpeg's AAC encoder puts one frame before the first that is heard.
    sound: runs.length === 0 ? null : { runs, rateHz: audioRateHz, primingSamples: aacSamples, samples },
    signal,
    onFraction,
  })
}

/** The frames that are kept of each piece, in order. */
async function soundRuns(pieces: readonly SoundPiece[]): Promise<Run[]> {
  const tracks = new Map<string, EncodedTrack>()
  for (const { path } of pieces) if (!tracks.has(path)) tracks.set(path, await readTrack(path, 'soun'))
  return pieces.map(({ segment: { fromFrame, toFrame, leadFrames }, path }) => {
    const track = tracks.get(path) as EncodedTrack
    return { track, from: leadFrames, to: leadFrames + toFrame - fromFrame, times: 1 }
  })
}
