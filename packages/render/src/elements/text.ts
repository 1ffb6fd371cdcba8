import { z } from 'zod'
import { placementOf } from '../plan/place.ts'
import { pictureFields } from '../spec/clip-fields.ts'
import { colorSchema, colorWithAlphaSchema } from '../spec/fields.ts'
import { fallbackFont } from '../spec/fonts.ts'
import { defineElement } from './define-element.ts'

const weights = { normal: 400, bold: 700 } as const
// Control characters have no glyph and are not allowed in the markup that the text becomes.
const printable = /^[^\u0000-\u0008\u000b-\u001f\u007f\ufffe\uffff]*$/

const schema = z.strictObject({
  type: z.literal('text'),
  text: z
    .string()
    .min(1)
    .max(2000)
    .regex(/[^\s\p{Cf}]/u, 'The text has nothing to show.')
    .regex(printable, 'The text holds control characters; only line breaks and tabs are allowed.')
    .describe('Any script, emoji and line breaks; wrapped at maxWidth'),
  fontFamily: z
    .string()
    .regex(/^[\p{L}\p{N}][\p{L}\p{N} _-]{0,63}$/u, 'A font family is a name of letters, digits, spaces and hyphens.')
    .default(fallbackFont)
    .describe('An installed font; a missing one is replaced by DejaVu Sans, with a warning'),
  fontSize: z.number().min(8).max(400).default(48).describe('Pixels of the film'),
  fontWeight: z
    .union([z.int().min(100).max(900), z.enum(['normal', 'bold'])], {
      error: 'fontWeight is a whole number from 100 to 900, or "normal" or "bold".',
    })
    .default(400)
    .describe('Thickness of the strokes'),
  color: colorSchema.default('#ffffff').describe('Colour of the letters'),
  align: z
    .enum(['left', 'center', 'right'])
    .default('center')
    .describe('Of the lines; in right-to-left text left and right change places'),
  background: colorWithAlphaSchema.optional().describe('Colour of a box behind the text; none by default'),
  padding: z
    .number()
    .min(0)
    .max(200)
    .optional()
    .describe('Pixels around the text; default a quarter of fontSize with a background, else 0'),
  maxWidth: z
    .number()
    .min(16)
    .max(1920)
    .optional()
    .describe('Pixels at which lines wrap; default 90 % of the film’s width'),
})

/** Text, drawn once by Pango into a picture: no character of it ever reaches a filter. */
export const text = defineElement({
  type: 'text',
  schema,
  fields: pictureFields,
  objection({ asset, scale = 1 }, { film }) {
    const widthPx = (asset.maxWidth ?? film.widthPx * 0.9) * scale
    const fontSizePx = asset.fontSize * scale
    // Half the size is a narrow letter: an estimate that never refuses what would fit.
    const lines = asset.text
      .split('\n')
      .reduce((sum, line) => sum + Math.ceil((line.length * fontSizePx * 0.25) / widthPx || 1), 0)
    return lines * fontSizePx > film.heightPx * 3
      ? 'is far too long for its size: it would not fit the film; use a smaller fontSize or less text'
      : null
  },
  compile({ asset, scale = 1, ...clip }, { film }) {
    const padding = asset.padding ?? (asset.background ? asset.fontSize / 4 : 0)
    const still = {
      kind: 'text',
      text: asset.text,
      fontFamily: asset.fontFamily,
      fontSizePx: asset.fontSize * scale,
      fontWeight: typeof asset.fontWeight === 'number' ? asset.fontWeight : weights[asset.fontWeight],
      color: asset.color.toLowerCase(),
      align: asset.align,
      background: asset.background?.toLowerCase() ?? null,
      paddingPx: Math.round(padding * scale),
      maxWidthPx: Math.max(16, Math.round((asset.maxWidth ?? film.widthPx * 0.9) * scale)),
    } as const
    return { picture: { picture: { kind: 'still', still, size: null }, placement: placementOf(clip, film) } }
  },
})
