import { AppError } from '@cronicl/core'
import { z } from 'zod'
import type { DomainContext } from '../context.ts'
import { lockNames } from './advisory-lock.ts'
import { authEvent } from './auth-event.ts'
import { emailAddress, typedPassword } from './credentials.ts'
import { verifyPassword } from './password-hash.ts'
import { signInResult, type SignInResult, toSignInResult, userColumns } from './sign-in-result.ts'
import { knockOf, refuseWhileSlowed } from './sign-in-throttle.ts'
import { startSession } from './start-session.ts'

export const loginInput = z.strictObject({ email: emailAddress, password: typedPassword })
export const loginOutput = signInResult

/**
 * Signs in by e-mail and password. Whether the account exists shows neither in the answer nor in the time it takes.
 *
 * @throws AppError `UNAUTHORIZED` (one wording for every failure), `RATE_LIMITED` with `details.retryAfterS` after five
 *   failures of the account or from the network
 */
export async function login(
  ctx: Pick<DomainContext, 'db' | 'transact' | 'clock' | 'origin' | 'config'>,
  input: z.output<typeof loginInput>,
): Promise<SignInResult> {
  const knock = knockOf(input.email, ctx.origin.address)
  const found = await ctx.db.user.findUnique({
    where: { email: input.email },
    select: { id: true, passwordHash: true },
  })
  const userId = found?.id ?? null
  await refuseWhileSlowed(ctx, knock, userId)
  const matches = await verifyPassword(found?.passwordHash ?? null, input.password)

  const signedIn = await ctx.transact(async ({ db }) => {
    // Guesses sent all at once have all passed the check above. Here they pass one by one, and those beyond the limit
    // are turned away whether they were right or wrong.
    await lockNames(db, `cronicl sign-in account ${knock.account}`, `cronicl sign-in network ${knock.network}`)
    await refuseWhileSlowed({ ...ctx, db }, knock, userId)
    // Read again: the password may have been changed while its predecessor was verified.
    const user =
      matches && found
        ? await db.user.findUnique({ where: { id: found.id, passwordHash: found.passwordHash }, select: userColumns })
        : null
    if (user) return { user, session: await startSession({ ...ctx, db }, user.id, 'login') }
    await db.authEvent.create({ data: authEvent(ctx, { kind: 'login_failed', userId, details: { ...knock } }) })
    return null
  })
  if (!signedIn) throw new AppError('UNAUTHORIZED', 'E-mail or password is wrong.')
  return await toSignInResult(ctx, signedIn.user, signedIn.session)
}
