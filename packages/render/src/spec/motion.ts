import { z } from 'zod'

const view = (what: string) =>
  z
    .strictObject({
      x: z.number().min(0).max(1).default(0.5).describe('Centre of the view, 0 is the left edge, 1 the right'),
      y: z.number().min(0).max(1).default(0.5).describe('Centre of the view, 0 is the top edge, 1 the bottom'),
      scale: z.number().min(1).max(4).default(1).describe('1 shows the whole picture, 2 half of its width'),
    })
    .describe(`${what}. The view never leaves the picture: it is moved inside where it would`)

const preset = (type: string, what: string) => z.strictObject({ type: z.literal(type) }).describe(what)

/** A camera over the picture, moving evenly from the first frame of the clip to the last. */
export const motionSchema = z.discriminatedUnion(
  'type',
  [
    z.strictObject({
      type: z.literal('kenBurns').describe('A camera from one view to another'),
      from: view('The view at the first frame').prefault({}),
      to: view('The view at the last frame').prefault({ scale: 1.2 }),
    }),
    preset('zoomIn', 'Slowly closer, towards the centre') as PresetSchema<'zoomIn'>,
    preset('zoomOut', 'Slowly away from the centre') as PresetSchema<'zoomOut'>,
    preset('panLeft', 'The view slides from right to left') as PresetSchema<'panLeft'>,
    preset('panRight', 'The view slides from left to right') as PresetSchema<'panRight'>,
  ],
  { error: 'motion.type is one of "kenBurns", "zoomIn", "zoomOut", "panLeft", "panRight".' },
)

type PresetSchema<T extends string> = z.ZodObject<{ type: z.ZodLiteral<T> }, z.core.$strict>

export type MotionSpec = z.output<typeof motionSchema>
