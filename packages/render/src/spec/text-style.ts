import { z } from 'zod'
import { colorSchema, colorWithAlphaSchema } from './fields.ts'
import { fallbackFont } from './fonts.ts'

const pixels = (max: number) => z.number().min(0).max(max)

/** How words look: of a text, and of captions. */
export const textStyleFields = {
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
  fontStyle: z.enum(['normal', 'italic']).optional().describe('Upright by default'),
  color: colorSchema.default('#ffffff').describe('Colour of the letters'),
  align: z
    .enum(['left', 'center', 'right'])
    .default('center')
    .describe('Of the lines; in right-to-left text left and right change places'),
  lineHeight: z.number().min(0.5).max(4).optional().describe('Of the font’s own height of a line; default 1'),
  letterSpacing: z.number().min(-20).max(100).optional().describe('Pixels between letters; default 0'),
  outline: z
    .strictObject({
      width: z.number().min(0.5).max(40).default(2).describe('Pixels'),
      color: colorSchema.default('#000000').describe('Colour of the line'),
    })
    .optional()
    .describe('A line around the letters; none by default'),
  shadow: z
    .strictObject({
      x: z.number().min(-100).max(100).default(2).describe('Pixels to the right'),
      y: z.number().min(-100).max(100).default(2).describe('Pixels downwards'),
      blur: pixels(50).default(4).describe('Pixels over which it becomes soft'),
      color: colorWithAlphaSchema.default('#000000cc').describe('Colour of the shadow'),
    })
    .optional()
    .describe('A shadow of the letters; none by default'),
  background: colorWithAlphaSchema.optional().describe('Colour of a box behind the text; none by default'),
  padding: pixels(200)
    .optional()
    .describe('Pixels around the text; default a quarter of fontSize with a background, else 0'),
  radius: pixels(200).optional().describe('Pixels by which the corners of the box are rounded; default 0'),
  maxWidth: z
    .number()
    .min(16)
    .max(1920)
    .optional()
    .describe('Pixels at which lines wrap; default 90 % of the film’s width'),
} as const

export type TextStyleSpec = z.output<z.ZodObject<typeof textStyleFields>>

// Control characters have no glyph and are not allowed in the markup that the text becomes.
const printable = /^[^\u0000-\u0008\u000b-\u001f\u007f\ufffe\uffff]*$/

/** Words that can be drawn. */
export const wordsSchema = z
  .string()
  .min(1)
  .max(2000)
  .regex(/[^\s\p{Cf}]/u, 'The text has nothing to show.')
  .regex(printable, 'The text holds control characters; only line breaks and tabs are allowed.')
