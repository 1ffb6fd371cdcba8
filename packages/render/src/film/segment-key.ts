import { createHash } from 'node:crypto'
import type { Segment } from '../plan/segments.ts'
import type { Picture, PictureClip, Timeline } from '../plan/timeline.ts'
import { videoArguments } from './encoding.ts'

/** Raised when the same segment would be drawn or encoded otherwise than before. */
const engineVersion = 1

/**
 * Names a segment by what is in it: two segments with one key hold the same frames. `identities` says what each source
 * is, by its checksum; a source that is not among them is itself.
 */
export function segmentKey(timeline: Timeline, segment: Segment, identities: ReadonlyMap<string, string>): string {
  const { rate, widthPx, heightPx, background } = timeline
  const content = {
    engineVersion,
    encoder: videoArguments(timeline),
    film: { rate, widthPx, heightPx, background },
    frames: segment.toFrame - segment.fromFrame,
    still: segment.still,
    pictures: segment.pictures.map((clip) => identified(clip, identities)),
  }
  return createHash('sha256').update(JSON.stringify(content)).digest('hex')
}

function identified(clip: PictureClip, identities: ReadonlyMap<string, string>): PictureClip {
  const known = (src: string): string => identities.get(src) ?? src
  const name = (picture: Picture): Picture => {
    if (picture.kind === 'moving') return { ...picture, src: known(picture.src) }
    if (picture.kind === 'still' && picture.still.kind === 'photo')
      return { ...picture, still: { ...picture.still, src: known(picture.still.src) } }
    return picture
  }
  return { ...clip, picture: name(clip.picture) }
}
