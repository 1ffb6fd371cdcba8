import { z } from 'zod'

const defaults = { amountDb: 12, attackS: 0.3, releaseS: 0.8 }

/** How the sounds of a track give way to speech. */
export interface Ducking {
  amountDb: number
  attackS: number
  releaseS: number
}

const choices = z.strictObject({
  amountDb: z.number().min(1).max(60).default(defaults.amountDb).describe('Decibels by which it is quieter'),
  attackS: z.number().min(0.02).max(5).default(defaults.attackS).describe('Seconds before speech in which it fades'),
  releaseS: z.number().min(0.02).max(10).default(defaults.releaseS).describe('Seconds after speech until it is back'),
})

export const duckSchema = z
  .union([z.boolean(), choices], {
    error: 'duck is true, or an object of amountDb, attackS and releaseS.',
  })
  .describe('Quieter while a track marked speech is heard: true, or by how much and how fast. Default false')

/** What a track says, with its defaults; null when it does not give way. */
export function duckingOf(duck: z.output<typeof duckSchema> | undefined): Ducking | null {
  if (duck === true) return defaults
  return duck ? duck : null
}
