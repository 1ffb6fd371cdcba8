import { AppError } from '@cronicl/core'
import { pictureRow } from '../mp4/film-tracks.ts'
import { readTrack } from '../mp4/read-track.ts'
import { aacSamples } from '../plan/sound-segments.ts'
import type { Timeline } from '../plan/timeline.ts'
import { filmClock } from './encoding.ts'

/**
 * Reads a finished film's index as a stranger would: every frame of the plan, once, on the grid, and sound to its end.
 * @throws AppError INTERNAL_ERROR for a film that is not what was planned
 */
export async function verifyFilm(path: string, timeline: Pick<Timeline, 'rate' | 'frames' | 'samples'>): Promise<void> {
  try {
    const [picture, sound] = [await readTrack(path, 'vide'), await readTrack(path, 'soun')]
    const { count } = pictureRow({ track: picture, from: 0, to: picture.sizes.length, times: 1 }, filmClock(timeline))
    const heard = (sound.sizes.length - 1) * aacSamples
    if (count !== timeline.frames || !picture.whole) throw new Error(`planned ${timeline.frames} frames, got ${count}`)
    if (heard < timeline.samples) throw new Error(`planned ${timeline.samples} samples, got ${heard}`)
  } catch (cause) {
    throw new AppError('INTERNAL_ERROR', 'The film came out wrong and was thrown away.', { cause })
  }
}
