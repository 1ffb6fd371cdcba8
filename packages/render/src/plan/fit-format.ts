import type { Issue } from '@cronicl/core'
import { type OutputFormat, outputFormats } from '../spec/output-formats.ts'
import { samplesAt, usAt, usPerSecond } from './rational.ts'
import { seenPictures } from './seen-pictures.ts'
import type { Timeline } from './timeline.ts'

/** A longer one would be larger than the film itself by far. */
const maxGifS = 60

/** The film without what its kind of file cannot hold: one frame of it, its pictures, its sounds, or both. Pure. */
export function fitFormat(timeline: Timeline, format: OutputFormat): Timeline {
  if (format === 'mp4') return timeline
  const { type, sounds } = outputFormats[format]
  if (format === 'png') return { ...filmOfOne(timeline), format }
  return {
    ...timeline,
    format,
    pictures: type === 'audio' ? [] : timeline.pictures,
    sounds: sounds ? timeline.sounds : [],
  }
}

/** Why a film cannot be such a file. */
export function refuseFormat({ rate, frames, sounds }: Timeline, format: OutputFormat): Issue[] {
  const path = ['output', 'format']
  if (outputFormats[format].type === 'audio' && sounds.length === 0)
    return [{ path, message: `Nothing of the document is heard, and ${format} is sound alone.` }]
  if (format === 'gif' && usAt(rate, frames) > maxGifS * usPerSecond)
    return [{ path, message: `A GIF lasts at most ${maxGifS} s.` }]
  return []
}

function filmOfOne(timeline: Timeline): Timeline {
  const { posterFrame } = timeline
  const pictures = seenPictures(timeline, { fromFrame: posterFrame, toFrame: posterFrame + 1 })
  return { ...timeline, pictures, sounds: [], frames: 1, samples: samplesAt(timeline.rate, 1), posterFrame: 0 }
}
