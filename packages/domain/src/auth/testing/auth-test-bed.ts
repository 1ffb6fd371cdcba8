import { type ManualClock, manualClock, silentLogger } from '@cronicl/core'
import { type Database, transact } from '@cronicl/db'
import { createTestDatabase } from '@cronicl/db/testing'
import { defaultConfig, type DomainConfig } from '../../config.ts'
import type { Actor, DomainContext } from '../../context.ts'
import { verifyAccessToken } from '../access-token.ts'
import type { SignInResult } from '../sign-in-result.ts'

export type AuthContext = Pick<DomainContext, 'db' | 'transact' | 'clock' | 'log' | 'actor' | 'origin' | 'config'>

export interface AuthTestBed extends AsyncDisposable {
  db: Database
  clock: ManualClock
  /** What a request brings; an anonymous one from 203.0.113.1 unless told otherwise. */
  ctx: (overrides?: Partial<AuthContext>) => AuthContext
  /** A request with the access token of `signedIn`. */
  as: (signedIn: SignInResult) => Promise<AuthContext>
  /**
   * A `transact` for a race: its first `count` transactions are all open before any of them goes to work, so that they
   * really overlap. At most as many as there are connections (10).
   */
  overlapping: (count: number) => AuthContext['transact']
  /** The kinds of all recorded events, oldest first. */
  recorded: () => Promise<string[]>
  /** A database without users, sessions and events. */
  empty: () => Promise<void>
}

export const testPassword = 'a lantern in the fog'

export function authConfig(auth: Partial<DomainConfig['auth']> = {}): DomainConfig {
  const jwtSecrets = [{ id: 'k1', secret: 'a secret of the tests, of 32 characters' }]
  return { ...defaultConfig, auth: { ...defaultConfig.auth, jwtSecrets, ...auth } }
}

export function from(address: string, userAgent = 'Firefox on Linux'): Pick<AuthContext, 'origin'> {
  return { origin: { address, userAgent } }
}

export async function createAuthTestBed(): Promise<AuthTestBed> {
  const database = await createTestDatabase()
  const { db } = database
  const clock = manualClock()
  const config = authConfig()
  const anonymous: Actor = { type: 'anonymous' }
  const enqueue = () => Promise.reject(new Error('signing in starts no job'))

  const ctx = (overrides: Partial<AuthContext> = {}): AuthContext => ({
    db,
    transact: (work) => transact(db, (tx) => work({ db: tx, enqueue })),
    clock,
    log: silentLogger,
    actor: anonymous,
    ...from('203.0.113.1'),
    config,
    ...overrides,
  })
  return {
    db,
    clock,
    ctx,
    as: async ({ accessToken }) => ctx({ actor: await verifyAccessToken(config.auth, clock, accessToken) }),
    overlapping: (count) => {
      const allOpen = Promise.withResolvers<void>()
      let open = 0
      return (work) =>
        transact(db, async (tx) => {
          open += 1
          if (open === count) allOpen.resolve()
          await allOpen.promise
          return await work({ db: tx, enqueue })
        })
    },
    recorded: async () => {
      const events = await db.authEvent.findMany({ select: { kind: true }, orderBy: { id: 'asc' } })
      return events.map(({ kind }) => kind)
    },
    empty: async () => {
      await db.user.deleteMany()
      await db.authEvent.deleteMany()
    },
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  }
}
