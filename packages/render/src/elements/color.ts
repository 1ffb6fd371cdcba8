import { z } from 'zod'
import { placeSource } from '../plan/place.ts'
import { colorSchema } from '../spec/fields.ts'
import { pictureFields } from '../spec/clip-fields.ts'
import { defineElement } from './define-element.ts'

/** A plain area; `scale` makes it smaller than the film. */
export const color = defineElement({
  type: 'color',
  schema: z.strictObject({ type: z.literal('color'), color: colorSchema.describe('Colour of the area') }),
  fields: pictureFields,
  compile(clip, { film }) {
    const placed = placeSource(film, film, { ...clip, fit: 'fill' })
    if (!placed) return {}
    return {
      picture: {
        picture: { kind: 'fill', color: clip.asset.color.toLowerCase(), size: placed.size },
        placement: placed.placement,
      },
    }
  },
})
