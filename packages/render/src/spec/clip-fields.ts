import { z } from 'zod'
import { effectsSchema } from './effects.ts'
import { seconds, secondsMax, volumeSchema } from './fields.ts'
import { motionSchema } from './motion.ts'
import { transitionSchema } from './transition.ts'

export const fits = ['cover', 'contain', 'fill', 'none', 'contain-blur'] as const
export const positions = [
  'center',
  'top',
  'bottom',
  'left',
  'right',
  'top-left',
  'top-right',
  'bottom-left',
  'bottom-right',
] as const

const cropPart = (side: string) => z.number().min(0).max(0.99).default(0).describe(`Fraction cut off at the ${side}`)

const cropSchema = z
  .strictObject({ top: cropPart('top'), right: cropPart('right'), bottom: cropPart('bottom'), left: cropPart('left') })
  .check(({ value, issues }) => {
    for (const [first, second] of [
      ['left', 'right'],
      ['top', 'bottom'],
    ] as const) {
      if (value[first] + value[second] <= 0.99) continue
      const message = `${first} and ${second} together cut off the whole picture.`
      issues.push({ code: 'custom', input: value[second], path: [second], message })
    }
  })

const offsetPart = () => z.number().min(-2).max(2).default(0)
const fade = (what: string) => z.number().min(0).max(30).optional().describe(`Seconds of ${what}; default 0`)

/** When a clip plays; every clip has these. */
export const timingFields = {
  start: z
    .union([seconds(), z.literal('auto')], {
      error: `start is a number of seconds from 0 to ${secondsMax}, or "auto".`,
    })
    .default('auto')
    .describe(
      'Seconds from the beginning of the film; "auto" is the end of the clip before it on the track, less the transition with which it comes',
    ),
  length: z
    .union([z.number().positive().max(secondsMax), z.literal('auto'), z.literal('end')], {
      error: `length is a number of seconds above 0, at most ${secondsMax}, or "auto" or "end".`,
    })
    .default('auto')
    .describe(
      'Seconds; "auto" is the source’s own length (5 s for what has none), "end" reaches to the end of the film',
    ),
}

/** What else may be said of a clip. Each element names those that mean something for it; the others are refused. */
export const optionFields = {
  trim: seconds().optional().describe('Seconds left out at the beginning of the source; default 0'),
  speed: z.number().min(0.25).max(4).optional().describe('2 plays twice as fast; default 1'),
  volume: volumeSchema.optional(),
  fit: z
    .enum(fits)
    .optional()
    .describe(
      'How the source fills the frame: cover (default) crops, contain shows all of it, fill stretches, none keeps its own size, contain-blur puts a blurred copy behind',
    ),
  position: z.enum(positions).optional().describe('Where the picture stands in the frame; default center'),
  offset: z
    .strictObject({
      x: offsetPart().describe('Fraction of the film’s width, to the right'),
      y: offsetPart().describe('Fraction of the film’s height, downwards'),
    })
    .optional()
    .describe('Shift from the position'),
  scale: z.number().min(0.01).max(3).optional().describe('Size of the picture; default 1'),
  opacity: z.number().min(0).max(1).optional().describe('0 is invisible; default 1'),
  rotate: z
    .number()
    .min(-360)
    .max(360)
    .optional()
    .describe('Degrees clockwise; the corners are transparent, and position places the turned picture. Default 0'),
  crop: cropSchema.optional().describe('What is cut off the source before it is fitted; nothing by default'),
  effects: effectsSchema.optional().describe('Done to the picture one after another; none by default'),
  transition: transitionSchema.optional().describe('How the clip comes and goes; at once by default'),
  fadeIn: fade('fade in, of picture and sound'),
  fadeOut: fade('fade out, of picture and sound'),
  motion: motionSchema.optional().describe('Ken Burns: a camera that moves over the picture'),
}

export type ClipField = keyof typeof optionFields
export type ClipOptions = z.output<z.ZodObject<typeof optionFields>>
export type Fit = (typeof fits)[number]
export type Position = (typeof positions)[number]

/** Options of everything that is seen. */
export const pictureFields = [
  'position',
  'offset',
  'scale',
  'opacity',
  'rotate',
  'effects',
  'transition',
  'fadeIn',
  'fadeOut',
] as const satisfies ClipField[]
