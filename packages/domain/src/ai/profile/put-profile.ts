import { type DomainContext, requireUserId } from '../../context.ts'
import type { CreatorProfile, CreatorProfileView } from './profile-fields.ts'

/** Stores the caller's creator profile in place of the one before: what is left out is empty again. */
export async function putProfile(
  ctx: Pick<DomainContext, 'db' | 'actor' | 'clock'>,
  input: CreatorProfile,
): Promise<CreatorProfileView> {
  const userId = requireUserId(ctx)
  const updatedAt = ctx.clock.now()
  await ctx.db.creatorProfile.upsert({
    where: { userId },
    create: { userId, ...input, updatedAt },
    update: { ...input, updatedAt },
  })
  return { ...input, updatedAt: updatedAt.toISOString() }
}
