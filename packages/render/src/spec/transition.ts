import { z } from 'zod'

export const transitionTypes = [
  'fade',
  'dissolve',
  'wipeLeft',
  'wipeRight',
  'wipeUp',
  'wipeDown',
  'slideLeft',
  'slideRight',
  'slideUp',
  'slideDown',
  'zoom',
  'circle',
] as const

const side = (what: string) =>
  z
    .strictObject({
      type: z
        .enum(transitionTypes)
        .describe(
          'fade; dissolve pixel by pixel; wipe and slide move in the direction they name; zoom grows; circle opens',
        ),
      duration: z.number().min(0.04).max(10).default(1).describe('Seconds; shortened to the clip, with a warning'),
    })
    .optional()
    .describe(what)

/** How a clip comes and goes. What lies under it is seen wherever it is not. */
export const transitionSchema = z.strictObject({
  in: side(
    'How the clip comes. With start "auto" it begins this much before the end of the clip before it, over which it comes',
  ),
  out: side('How the clip goes, and shows what is under it'),
})

export type TransitionType = (typeof transitionTypes)[number]
export type TransitionSpec = z.output<typeof transitionSchema>
