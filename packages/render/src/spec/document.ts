import { z } from 'zod'
import { clipSchema } from './clip.ts'
import { colorSchema, secondsMax } from './fields.ts'
import { outputSchema } from './output.ts'

const trackSchema = z.strictObject({
  clips: z
    .array(clipSchema)
    .min(1)
    .max(200)
    .describe('In order; a later clip is drawn over an earlier one where they overlap'),
  parentDurationDecider: z
    .boolean()
    .default(false)
    .describe('The film is as long as the longest track marked so, and every other track is cut to it'),
})

/** The JSON document that becomes a film. Unknown fields are refused by name. */
export const renderDocumentSchema = z.strictObject({
  output: outputSchema.prefault({}).describe('The film’s size, rate and quality'),
  duration: z
    .number()
    .positive()
    .max(secondsMax)
    .optional()
    .describe('Seconds; without it the longest track marked parentDurationDecider decides, else the longest track'),
  background: colorSchema.default('#000000').describe('Colour under all tracks'),
  tracks: z.array(trackSchema).min(1).max(32).describe('Bottom to top'),
})

/** The document with its defaults filled in. */
export type RenderDocument = z.output<typeof renderDocumentSchema>
/** The document as it is sent. */
export type RenderDocumentInput = z.input<typeof renderDocumentSchema>
