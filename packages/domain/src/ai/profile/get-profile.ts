import { z } from 'zod'
import { type DomainContext, requireUserId } from '../../context.ts'
import { type CreatorProfileView, creatorProfileInput } from './profile-fields.ts'

export const getProfileInput = z.strictObject({})

/** The caller's creator profile; the defaults while none is stored. */
export async function getProfile(ctx: Pick<DomainContext, 'db' | 'actor'>): Promise<CreatorProfileView> {
  const row = await ctx.db.creatorProfile.findUnique({
    where: { userId: requireUserId(ctx) },
    select: {
      stylePreferences: true,
      favoriteThemes: true,
      dislikedElements: true,
      preferredTone: true,
      explorationRatio: true,
      updatedAt: true,
    },
  })
  if (!row) return { ...creatorProfileInput.parse({}), updatedAt: null }
  return { ...row, updatedAt: row.updatedAt.toISOString() }
}
