import { AppError, addMs, newId, secondMs } from '@cronicl/core'
import { z } from 'zod'
import type { DomainContext } from '../context.ts'
import { authEvent, originColumns } from './auth-event.ts'
import { childRefreshToken, hashRefreshToken } from './refresh-token.ts'
import { signInResult, type SignInResult, toSignInResult, userColumns } from './sign-in-result.ts'

export const refreshSessionInput = z.strictObject({ refreshToken: z.string().min(1).max(256) })
export const refreshSessionOutput = signInResult

type ExchangeContext = Pick<DomainContext, 'db' | 'clock' | 'origin' | 'config'>

/**
 * Exchanges a refresh token for its child and a new access token, and lets the session live on from now.
 *
 * A token is spent once. For `refreshGraceS` after that it still answers with the very same child, so that racing tabs
 * and a lost answer do no harm, as long as the child itself is unspent. Any other use of a spent token means that two
 * parties hold the family: the whole session is revoked.
 *
 * @throws AppError `UNAUTHORIZED`, in one wording for unknown, expired, revoked and reused tokens
 */
export async function refreshSession(
  ctx: Pick<DomainContext, 'transact' | 'clock' | 'origin' | 'config' | 'log'>,
  input: z.output<typeof refreshSessionInput>,
): Promise<SignInResult> {
  // What was found is returned, not thrown: the revocation of a reused family has to be committed.
  const outcome = await ctx.transact(({ db }) => exchange({ ...ctx, db }, input.refreshToken))
  if (outcome.kind === 'exchanged') {
    return await toSignInResult(ctx, outcome.user, { sessionId: outcome.sessionId, refreshToken: outcome.child })
  }
  if (outcome.kind === 'reused') {
    ctx.log.warn({ sessionId: outcome.sessionId }, 'a spent refresh token was used again; its session is revoked')
  }
  throw new AppError('UNAUTHORIZED', 'This session has ended. Sign in again.')
}

async function exchange(ctx: ExchangeContext, token: string) {
  const { db } = ctx
  const tokenHash = hashRefreshToken(token)
  const held = await db.refreshToken.findUnique({ where: { tokenHash }, select: { sessionId: true } })
  if (!held) return { kind: 'refused' as const }
  const { sessionId } = held

  // From here to the end one exchange, revocation or sign-out of this session at a time.
  await db.$executeRaw`SELECT 1 FROM sessions WHERE id = ${sessionId} FOR UPDATE`
  const parent = await db.refreshToken.findUnique({
    where: { tokenHash },
    include: { session: { include: { user: { select: userColumns } } } },
  })
  const now = ctx.clock.now()
  if (!parent || parent.expiresAt <= now) return { kind: 'refused' as const }
  const { session } = parent
  if (session.revokedAt || session.expiresAt <= now) return { kind: 'refused' as const }

  if (!parent.spentAt) {
    const child = await rotate(ctx, parent, token)
    return { kind: 'exchanged' as const, sessionId, child, user: session.user }
  }
  const row = await db.refreshToken.findUnique({ where: { parentId: parent.id } })
  const inGrace = now <= addMs(parent.spentAt, ctx.config.auth.refreshGraceS * secondMs)
  if (inGrace && row && !row.spentAt) {
    // The secret may have been replaced since the exchange; the child is the one whose hash is stored.
    const child = ctx.config.auth.jwtSecrets
      .map(({ secret }) => childRefreshToken(secret, token))
      .find((candidate) => Buffer.from(row.tokenHash).equals(hashRefreshToken(candidate)))
    if (child === undefined) return { kind: 'refused' as const }
    return { kind: 'exchanged' as const, sessionId, child, user: session.user }
  }
  await db.session.update({ where: { id: sessionId }, data: { revokedAt: now, revokedReason: 'refresh_reuse' } })
  const details = { refreshTokenId: parent.id }
  await db.authEvent.create({
    data: authEvent(ctx, { kind: 'refresh_reuse', userId: session.userId, sessionId, details }),
  })
  return { kind: 'reused' as const, sessionId }
}

async function rotate(
  ctx: ExchangeContext,
  parent: { id: string; sessionId: string; session: { userId: string } },
  token: string,
): Promise<string> {
  const { db } = ctx
  const { auth } = ctx.config
  const [current] = auth.jwtSecrets
  if (!current) throw new Error('no JWT secret is configured')
  const child = childRefreshToken(current.secret, token)
  const now = ctx.clock.now()
  const expiresAt = addMs(now, auth.refreshTokenS * secondMs)
  const { sessionId } = parent

  await db.refreshToken.update({ where: { id: parent.id }, data: { spentAt: now } })
  await db.refreshToken.create({
    data: {
      id: newId('refreshToken', now.getTime()),
      sessionId,
      parentId: parent.id,
      tokenHash: hashRefreshToken(child),
      createdAt: now,
      expiresAt,
    },
  })
  // An expired token opens nothing, spent or not, so a session that lives for years keeps a week of its ancestors.
  await db.refreshToken.deleteMany({ where: { sessionId, expiresAt: { lte: now } } })
  await db.session.update({
    where: { id: sessionId },
    data: { lastUsedAt: now, expiresAt, ...originColumns(ctx.origin) },
  })
  await db.authEvent.create({ data: authEvent(ctx, { kind: 'refresh', userId: parent.session.userId, sessionId }) })
  return child
}
