import { z } from 'zod'
import { fits } from './clip-fields.ts'
import { seconds, srcSchema, volumeSchema } from './fields.ts'

/** Fields of a document of the mode "longform": a few backgrounds in a round, under a list of sounds. */
export const longformFields = {
  backgrounds: z
    .array(
      z.strictObject({
        src: srcSchema.describe('Asset id or public http(s) URL of a picture or a video'),
        fit: z.enum(fits).optional().describe('How it fills the frame; default cover'),
      }),
    )
    .min(1)
    .max(4)
    .optional()
    .describe('Shown one after the other, again and again, each crossfading into the next'),
  audio: z
    .array(
      z.strictObject({
        src: srcSchema,
        volume: volumeSchema.optional(),
        trim: seconds().optional().describe('Seconds left out at the beginning'),
        length: z.number().positive().max(10_800).optional().describe('Seconds that are played; default all of it'),
      }),
    )
    .max(500)
    .optional()
    .describe('Played one after the other, none over another'),
  repeatAudio: z.boolean().optional().describe('Begin the list again until `duration` is reached; default false'),
  hold: z.number().min(2).max(3_600).optional().describe('Seconds that a picture is shown; default 10'),
  crossfade: z.number().min(0).max(10).optional().describe('Seconds from one background to the next; default 1'),
  audioFade: z.number().min(0).max(30).optional().describe('Seconds in which each sound begins and ends; default 2'),
}

export type LongformField = keyof typeof longformFields
