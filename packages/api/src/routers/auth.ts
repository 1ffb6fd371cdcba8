import { AppError } from '@cronicl/core'
import {
  getMe,
  getMeOutput,
  listSessions,
  listSessionsInput,
  listSessionsOutput,
  login,
  loginInput,
  logout,
  logoutInput,
  logoutOutput,
  refreshSession,
  refreshSessionInput,
  registerUser,
  registerUserInput,
  revokeAllSessions,
  revokeAllSessionsInput,
  revokeAllSessionsOutput,
  revokeSession,
  revokeSessionInput,
  revokeSessionOutput,
} from '@cronicl/domain'
import { z } from 'zod'
import { answerSignIn, refreshTokenInField, signInAnswer } from '../sign-in-answer.ts'
import { publicProcedure, router, userProcedure } from '../trpc.ts'

const tags = ['auth']

const routes = router({
  /** Makes an account and signs it in. */
  register: publicProcedure
    .meta({ openapi: { method: 'POST', path: '/auth/register', tags, summary: 'Make an account', protect: false } })
    .input(registerUserInput.extend({ refreshTokenIn: refreshTokenInField }))
    .output(signInAnswer)
    .mutation(async ({ ctx, input: { refreshTokenIn, ...input } }) =>
      answerSignIn(ctx, await registerUser(ctx.domain, input), refreshTokenIn),
    ),

  /** Signs in by e-mail and password. */
  login: publicProcedure
    .meta({ openapi: { method: 'POST', path: '/auth/login', tags, summary: 'Sign in', protect: false } })
    .input(loginInput.extend({ refreshTokenIn: refreshTokenInField }))
    .output(signInAnswer)
    .mutation(async ({ ctx, input: { refreshTokenIn, ...input } }) =>
      answerSignIn(ctx, await login(ctx.domain, input), refreshTokenIn),
    ),

  /** A new access token for the refresh token of the cookie or the body, which is spent by it. */
  refresh: publicProcedure
    .meta({
      openapi: { method: 'POST', path: '/auth/refresh', tags, summary: 'Renew the access token', protect: false },
    })
    .input(refreshSessionInput.partial().extend({ refreshTokenIn: refreshTokenInField }))
    .output(signInAnswer)
    .mutation(async ({ ctx, input }) => {
      const refreshToken = input.refreshToken ?? ctx.refreshCookie.read()
      if (!refreshToken) throw new AppError('UNAUTHORIZED', 'Sign in first.')
      return answerSignIn(ctx, await refreshSession(ctx.domain, { refreshToken }), input.refreshTokenIn)
    }),

  /** Ends the session. */
  logout: publicProcedure
    .meta({ openapi: { method: 'POST', path: '/auth/logout', tags, summary: 'Sign out', protect: false } })
    .input(logoutInput)
    .output(logoutOutput)
    .mutation(async ({ ctx, input }) => {
      const refreshToken = input.refreshToken ?? ctx.refreshCookie.read()
      ctx.refreshCookie.clear()
      return logout(ctx.domain, refreshToken ? { refreshToken } : {})
    }),

  /** Who is signed in. */
  me: userProcedure
    .meta({ openapi: { method: 'GET', path: '/me', tags, summary: 'Who is signed in', protect: true } })
    .input(z.strictObject({}).optional())
    .output(getMeOutput)
    .query(({ ctx }) => getMe(ctx.domain)),

  /** Where the user is signed in. */
  sessions: userProcedure
    .meta({
      openapi: { method: 'GET', path: '/me/sessions', tags, summary: 'Where the user is signed in', protect: true },
    })
    .input(listSessionsInput)
    .output(listSessionsOutput)
    .query(({ ctx, input }) => listSessions(ctx.domain, input)),

  /** Signs one device out. */
  revokeSession: userProcedure
    .meta({
      openapi: {
        method: 'DELETE',
        path: '/me/sessions/{sessionId}',
        tags,
        summary: 'Sign one device out',
        protect: true,
      },
    })
    .input(revokeSessionInput)
    .output(revokeSessionOutput)
    .mutation(({ ctx, input }) => revokeSession(ctx.domain, input)),

  /** Signs every device out. */
  revokeAllSessions: userProcedure
    .meta({
      openapi: {
        method: 'POST',
        path: '/me/sessions/revoke-all',
        tags,
        summary: 'Sign every device out',
        protect: true,
      },
    })
    .input(revokeAllSessionsInput)
    .output(revokeAllSessionsOutput)
    .mutation(({ ctx, input }) => revokeAllSessions(ctx.domain, input)),
})

type Routes = typeof routes
export interface AuthRouter extends Routes {}
export const authRouter: AuthRouter = routes
