import { z } from 'zod'

const amount = (max: number, preset: number, what: string) => z.number().min(0).max(max).default(preset).describe(what)

const effect = <T extends string, F extends z.ZodRawShape>(type: T, what: string, fields: F) =>
  z.strictObject({ type: z.literal(type).describe(what), ...fields })

const schemas = [
  effect('blur', 'Out of focus, inside the picture’s own edges', {
    radius: z.number().min(0.1).max(100).default(8).describe('Pixels of the film: the deviation of the blur'),
  }),
  effect('sharpen', 'Clearer edges', { amount: amount(3, 1, 'Strength; 0 changes nothing') }),
  effect('grayscale', 'Without colour', { amount: amount(1, 1, '1 is grey, 0 changes nothing') }),
  effect('sepia', 'As an old photograph', { amount: amount(1, 1, '1 is all brown, 0 changes nothing') }),
  effect('brightness', 'Lighter or darker', { amount: amount(3, 1.2, '1 changes nothing, 0 is black') }),
  effect('contrast', 'Further from grey or nearer', { amount: amount(3, 1.2, '1 changes nothing, 0 is grey') }),
  effect('saturation', 'More colour or less', { amount: amount(3, 1.5, '1 changes nothing, 0 is without colour') }),
  effect('hue', 'Every colour turned round the wheel', {
    degrees: z.number().min(-360).max(360).default(90).describe('How far'),
  }),
  effect('vignette', 'Darker towards the corners', { amount: amount(1, 0.5, 'Strength; 0 changes nothing') }),
  effect('mirror', 'Left and right change places', {}),
  effect('flip', 'Top and bottom change places', {}),
] as const

const types = schemas.map((schema) => [...schema.shape.type.values][0])

/** What is done to a picture, one after another, before the camera sees it. */
export const effectsSchema = z
  .array(
    z.discriminatedUnion('type', schemas, {
      error: (issue) =>
        issue.code === 'invalid_union' ? `type is one of ${types.map((type) => `"${type}"`).join(', ')}.` : undefined,
    }),
  )
  .max(10)

export type Effect = z.output<typeof effectsSchema>[number]
