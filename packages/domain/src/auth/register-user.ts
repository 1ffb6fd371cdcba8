import { AppError, newId, validationError } from '@cronicl/core'
import type { Db } from '@cronicl/db'
import { z } from 'zod'
import type { DomainContext } from '../context.ts'
import { lockNames } from './advisory-lock.ts'
import { emailAddress, newPassword } from './credentials.ts'
import { hashPassword } from './password-hash.ts'
import { signInResult, type SignInResult, toSignInResult, userColumns } from './sign-in-result.ts'
import { startSession } from './start-session.ts'

export const registerUserInput = z.strictObject({
  email: emailAddress,
  password: newPassword,
  name: z
    .string()
    .trim()
    .min(1, 'Leave the name out, or write one.')
    .max(100, 'Choose a name of at most 100 characters.')
    .regex(/^\P{Cc}*$/u, 'A name can not hold control characters.')
    .optional(),
})
export const registerUserOutput = signInResult

/**
 * Makes an account and signs it in. The first account of an installation is its ADMIN.
 *
 * A taken address answers `CONFLICT`, and so tells that the account exists: as long as an account can be used before
 * its address is proven by mail, no other answer would help the honest. It takes as long as success, and how often one
 * may ask is limited at the edge. Signing in tells nothing.
 *
 * @throws AppError `VALIDATION_ERROR` (the password is the address), `CONFLICT` (address taken), `RATE_LIMITED` (too
 *   many wait for a password hash)
 */
export async function registerUser(
  ctx: Pick<DomainContext, 'transact' | 'clock' | 'origin' | 'config'>,
  input: z.output<typeof registerUserInput>,
): Promise<SignInResult> {
  if ([input.email, input.email.split('@')[0]].includes(input.password.toLowerCase())) {
    throw validationError([{ path: ['password'], message: 'Choose a password that is not your address.' }])
  }
  const passwordHash = await hashPassword(input.password)
  const registered = await ctx.transact(async ({ db }) => {
    const createdAt = ctx.clock.now()
    const role = (await isFirstUser(db)) ? 'ADMIN' : 'USER'
    const [user] = await db.user.createManyAndReturn({
      data: {
        id: newId('user', createdAt.getTime()),
        email: input.email,
        name: input.name ?? null,
        role,
        passwordHash,
        createdAt,
      },
      skipDuplicates: true,
      select: userColumns,
    })
    return user ? { user, session: await startSession({ ...ctx, db }, user.id, 'register') } : null
  })
  if (!registered) {
    throw new AppError('CONFLICT', 'This address can not be registered. Sign in, or use another.')
  }
  return await toSignInResult(ctx, registered.user, registered.session)
}

/** True for one transaction alone; others that find no user either wait here until it has ended. */
async function isFirstUser(db: Db): Promise<boolean> {
  const anyUser = () => db.user.findFirst({ select: { id: true } })
  if (await anyUser()) return false
  await lockNames(db, 'cronicl first user')
  return (await anyUser()) === null
}
