import { z } from 'zod'
import { pictureFields } from '../spec/clip-fields.ts'
import { srcSchema } from '../spec/fields.ts'
import { cameraOf, supersampleOf } from '../plan/camera.ts'
import { placeSource } from '../plan/place.ts'
import { defineElement } from './define-element.ts'
import { movingPicture, sourceSize, tooElongated } from './source-picture.ts'

/** A photograph or drawing. Animated GIFs play, over and over. */
export const image = defineElement({
  type: 'image',
  schema: z.strictObject({ type: z.literal('image'), src: srcSchema }),
  fields: [...pictureFields, 'fit', 'crop', 'motion'],
  media: 'image',
  refuse: (facts) =>
    facts.kind === 'image' ? null : `is ${facts.kind === 'other' ? 'no picture' : facts.kind}, not an image`,
  objection: (clip, { film, facts }) => tooElongated(facts, film, clip),
  compile(clip, { film, facts }) {
    if (!facts?.video) return {}
    const placed = placeSource(sourceSize(facts.video), film, clip)
    if (!placed) return {}
    const { src } = clip.asset
    if (!facts.video.isStill) {
      const picture = movingPicture(src, facts, facts.video, placed.fitting, { loop: true })
      return { picture: { picture, placement: placed.placement } }
    }
    const supersample = supersampleOf(clip.motion ? cameraOf(clip.motion) : null)
    const still = { kind: 'photo', src, fitting: placed.fitting, supersample, hasAlpha: facts.video.hasAlpha } as const
    return { picture: { picture: { kind: 'still', still, size: placed.size }, placement: placed.placement } }
  },
})
