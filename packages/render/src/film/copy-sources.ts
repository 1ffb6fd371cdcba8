import { join } from 'node:path'
import { pictureRow } from '../mp4/film-tracks.ts'
import { type EncodedTrack, readTrack } from '../mp4/read-track.ts'
import type { CopySource } from '../plan/copies.ts'
import type { Timeline } from '../plan/timeline.ts'
import { fileOf } from '../stills/draw-stills.ts'
import { encodeWindow } from './encode-window.ts'
import { filmClock } from './encoding.ts'
import type { FilmJob } from './film-job.ts'

export interface CopyTrack extends CopySource {
  track: EncodedTrack
}

/**
 * The sources whose frames can stand in the film as they are: H.264 in an MP4, on the film's grid, and set up for a
 * decoder exactly as our encoder would. That is known by encoding one frame, where a source could be one at all.
 */
export async function copySources(job: Omit<FilmJob, 'stills'>): Promise<Map<string, CopyTrack>> {
  const { timeline, files } = job
  const found = new Map<string, CopyTrack>()
  for (const { picture } of timeline.pictures) {
    if (picture.kind !== 'moving' || found.has(picture.src)) continue
    const track = await readTrack(fileOf(files, picture.src), 'vide').catch(() => null)
    const grid = track && marksColours(track) && onGrid(track, timeline)
    if (grid) found.set(picture.src, grid)
  }
  if (found.size === 0) return found
  const ours = await ourDescription(job)
  for (const [src, { track }] of found) if (!track.description.equals(ours)) found.delete(src)
  return found
}

/** Ours say which colours their numbers mean; what does not cannot be ours, and need not be compared. */
function marksColours({ description }: EncodedTrack): boolean {
  return description.includes('colrnclx', 0, 'latin1')
}

function onGrid(track: EncodedTrack, { rate, widthPx, heightPx }: Timeline): CopyTrack | null {
  if (!track.whole) return null
  const run = { track, from: 0, to: track.sizes.length, times: 1 }
  try {
    const { order, count } = pictureRow(run, filmClock({ rate }))
    // A closed group begins at the same number in both orders.
    const syncFrames = [...track.sync.keys()].filter((sample) => track.sync[sample] === 1 && order[sample] === sample)
    return { track, rate, widthPx, heightPx, frames: count, syncFrames }
  } catch {
    return null
  }
}

async function ourDescription(job: Omit<FilmJob, 'stills'>): Promise<Buffer> {
  const output = join(job.dir, 'description.mp4')
  await encodeWindow(
    { ...job, stills: new Map(), timeline: { ...job.timeline, pictures: [], frames: 1 } },
    { output },
    () => {},
  )
  return (await readTrack(output, 'vide')).description
}
