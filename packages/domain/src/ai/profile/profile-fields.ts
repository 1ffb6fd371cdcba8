import { z } from 'zod'

export const explorationRatioDefault = 0.3

const words = z
  .array(z.string().trim().min(1).max(200))
  .max(50)
  .default(() => [])

/** What a user likes. What is left out is empty; the ratio is 0.3 then. */
export const creatorProfileInput = z.strictObject({
  stylePreferences: words,
  favoriteThemes: words,
  dislikedElements: words,
  preferredTone: z.string().trim().max(200).nullable().default(null),
  explorationRatio: z
    .number()
    .min(0)
    .max(1)
    .default(explorationRatioDefault)
    .describe('Part of the suggested nodes that explore'),
})
export type CreatorProfile = z.infer<typeof creatorProfileInput>

export const creatorProfileView = z.object({
  stylePreferences: z.array(z.string()),
  favoriteThemes: z.array(z.string()),
  dislikedElements: z.array(z.string()),
  preferredTone: z.string().nullable(),
  explorationRatio: z.number(),
  updatedAt: z.string().nullable().describe('Null while nothing is stored'),
})
export type CreatorProfileView = z.infer<typeof creatorProfileView>
