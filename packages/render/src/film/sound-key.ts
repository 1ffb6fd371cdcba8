import { createHash } from 'node:crypto'
import type { SoundSegment } from '../plan/sound-segments.ts'

/** Names what is made of a segment: by what is heard in it, and by how it is made. */
export function contentKey(
  { samples, leadFrames, fromFrame, toFrame, sounds, master }: SoundSegment,
  identities: ReadonlyMap<string, string>,
  how: object,
): string {
  const content = {
    ...how,
    samples,
    leadFrames,
    frames: toFrame - fromFrame,
    sounds: sounds.map((clip) => ({ ...clip, src: identities.get(clip.src) ?? clip.src })),
    ...(master && { master }),
  }
  return createHash('sha256').update(JSON.stringify(content)).digest('hex')
}
