import { z } from 'zod'
import { clipSchema } from './clip.ts'
import { duckSchema } from './ducking.ts'
import { colorSchema, secondsMax } from './fields.ts'
import { type LongformField, longformFields } from './longform.ts'
import { mergeSchema } from './merge-fields.ts'
import { outputSchema } from './output.ts'

const trackSchema = z
  .strictObject({
    clips: z
      .array(clipSchema)
      .min(1)
      .max(200)
      .describe('In order; a later clip is drawn over an earlier one where they overlap'),
    parentDurationDecider: z
      .boolean()
      .default(false)
      .describe('The film is as long as the longest track marked so, and every other track is cut to it'),
    speech: z.boolean().optional().describe('What is said: tracks marked duck give way to it. Default false'),
    duck: duckSchema.optional(),
  })
  .refine(({ speech, duck }) => !(speech && duck), {
    error: 'A track of speech cannot give way to itself.',
    path: ['duck'],
  })

const modes = ['tracks', 'longform'] as const

/**
 * The JSON document that becomes a film. Unknown fields are refused by name, and so are those of the other mode. One
 * object rather than a union, so that every mistake has its path and an editor sees all fields.
 */
export const renderDocumentSchema = z
  .strictObject({
    mode: z.enum(modes).default('tracks').describe('"longform" has `backgrounds` and `audio` in place of `tracks`'),
    output: outputSchema.prefault({}).describe('The film’s size, rate and quality'),
    duration: z
      .number()
      .positive()
      .max(secondsMax)
      .optional()
      .describe(
        'Seconds; without it the longest track marked parentDurationDecider decides, else the longest track; in a longform the sounds',
      ),
    background: colorSchema.default('#000000').describe('Colour under all tracks'),
    tracks: z.array(trackSchema).min(1).max(32).optional().describe('Bottom to top'),
    ...longformFields,
    merge: mergeSchema
      .optional()
      .describe('Values for {{placeholders}} in any text of the document, put in before anything else is looked at'),
  })
  .check((ctx) => {
    const document = ctx.value
    const [needed, strange] =
      document.mode === 'longform'
        ? (['backgrounds', ['tracks']] as const)
        : (['tracks', Object.keys(longformFields) as LongformField[]] as const)
    if (document[needed] === undefined)
      ctx.issues.push({ code: 'custom', input: undefined, path: [needed], message: 'This field is required.' })
    for (const field of strange) {
      if (document[field] === undefined) continue
      const message = `"${field}" means nothing in the mode "${document.mode}"; leave it out.`
      ctx.issues.push({ code: 'custom', input: document[field], path: [field], message })
    }
  })

/** The document with its defaults filled in. */
export type RenderDocument = z.output<typeof renderDocumentSchema>
/** The document as it is sent. */
export type RenderDocumentInput = z.input<typeof renderDocumentSchema>
export type Track = z.output<typeof trackSchema>

/** A document of tracks, whatever it was written as. */
export type TracksDocument = Pick<RenderDocument, 'output' | 'duration' | 'background'> & { tracks: Track[] }
