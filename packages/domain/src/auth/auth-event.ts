import { newId } from '@cronicl/core'
import type { Prisma } from '@cronicl/db'
import type { DomainContext, Origin } from '../context.ts'

export type AuthEventKind =
  | 'register'
  | 'login'
  | 'login_failed'
  | 'refresh'
  | 'refresh_reuse'
  | 'logout'
  | 'session_revoked'

export interface AuthEventFields {
  kind: AuthEventKind
  userId: string | null
  sessionId?: string
  /** Facts for whoever reads the record; no secret, and no address that was merely typed. */
  details?: Record<string, string>
}

/** A row for the record of sign-ins, to be written in the transaction of what it tells about. */
export function authEvent(
  ctx: Pick<DomainContext, 'clock' | 'origin'>,
  { kind, userId, sessionId, details = {} }: AuthEventFields,
): Prisma.AuthEventCreateManyInput {
  const createdAt = ctx.clock.now()
  const id = newId('authEvent', createdAt.getTime())
  return { id, kind, userId, sessionId: sessionId ?? null, details, createdAt, ...originColumns(ctx.origin) }
}

/** Where a request came from, as columns: cut to a length that nobody can fill the table with. */
export function originColumns({ address, userAgent }: Origin): Origin {
  return { address: printable(address, 64), userAgent: printable(userAgent, 512) }
}

function printable(text: string, length: number): string {
  // Postgres stores no NUL, and a control character in a list of devices is never meant well.
  return text
    .replaceAll(/\p{Cc}/gu, ' ')
    .slice(0, length)
    .toWellFormed()
}
