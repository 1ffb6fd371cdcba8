import { z } from 'zod'
import { placeSource } from '../plan/place.ts'
import { pictureFields } from '../spec/clip-fields.ts'
import { srcSchema, volumeSchema } from '../spec/fields.ts'
import { defineElement } from './define-element.ts'
import { movingPicture, sourceSize, tooElongated } from './source-picture.ts'

/** A film within the film, with its sound. Where the clip is longer than the source, the last picture is held. */
export const video = defineElement({
  type: 'video',
  schema: z.strictObject({
    type: z.literal('video'),
    src: srcSchema,
    volume: volumeSchema.optional().describe('Loudness of the source; multiplied by the clip’s volume. 1 by default'),
  }),
  fields: [...pictureFields, 'fit', 'crop', 'motion', 'trim', 'speed', 'volume'],
  media: 'video',
  refuse(facts) {
    if (facts.video && !facts.video.isStill) return null
    return facts.kind === 'image'
      ? 'is a still; use an asset of type "image"'
      : 'has no picture; use an asset of type "audio"'
  },
  ownLengthUs: (_, facts) => (typeof facts?.durationMs === 'number' ? facts.durationMs * 1000 : null),
  objection: (clip, { film, facts }) => tooElongated(facts, film, clip),
  compile(clip, { film, facts }) {
    if (!facts?.video) return {}
    const { src } = clip.asset
    const placed = placeSource(sourceSize(facts.video), film, clip)
    const gain = (clip.asset.volume ?? 1) * (clip.volume ?? 1)
    const moving = { trimS: clip.trim, speed: clip.speed }
    return {
      ...(placed && {
        picture: {
          picture: movingPicture(src, facts, facts.video, placed.fitting, moving),
          placement: placed.placement,
        },
      }),
      ...(facts.audio && gain > 0 && { sound: { src, gain, isMono: facts.audio.channels === 1 } }),
    }
  },
})
