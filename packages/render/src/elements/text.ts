import { z } from 'zod'
import { placementOf } from '../plan/place.ts'
import { pictureFields } from '../spec/clip-fields.ts'
import { textStyleFields, wordsSchema } from '../spec/text-style.ts'
import { defineElement } from './define-element.ts'
import { textStill, tooLong } from './text-picture.ts'

const schema = z.strictObject({
  type: z.literal('text'),
  text: wordsSchema.describe('Any script, emoji and line breaks; wrapped at maxWidth'),
  ...textStyleFields,
})

/** Text, drawn once by Pango into a picture: no character of it ever reaches a filter. */
export const text = defineElement({
  type: 'text',
  schema,
  fields: pictureFields,
  objection: ({ asset, scale = 1 }, { film }) => tooLong(asset.text, asset, { film, scale }),
  compile({ asset, scale = 1, ...clip }, { film }) {
    const still = textStill({ text: asset.text }, asset, { film, scale })
    return { picture: { picture: { kind: 'still', still, size: null }, placement: placementOf(clip, film) } }
  },
})
