import { type ManualClock, manualClock, newId, silentLogger } from '@cronicl/core'
import { type Database, createDatabase } from '@cronicl/db'
import { createTestDatabase } from '@cronicl/db/testing'
import type { Actor, DomainContext } from '../../context.ts'
import type { LedgerEntry, UsageAmounts } from '../ledger-entry.ts'
import { type PlanLimits, defaultPlans, unlimitedPlan } from '../plans.ts'
import { type Reserved, reserveUsage } from '../reserve-usage.ts'

export type LedgerContext = Pick<DomainContext, 'db' | 'clock' | 'config' | 'log'>

export interface LedgerHouse extends AsyncDisposable {
  url: string
  db: Database
  /** Three pools. */
  databases: readonly Database[]
  clock: ManualClock
  /** Contexts over three pools of their own, as three processes have them. */
  ctxs: readonly LedgerContext[]
  ctx: LedgerContext
  /** A fresh user whose plan has these limits and no others. */
  user(limits: Partial<PlanLimits>): Promise<string>
  reserve(userId: string, amounts: UsageAmounts, options?: ReserveOptions): Promise<Reserved>
}

export interface ReserveOptions {
  ctx?: LedgerContext
  minimums?: UsageAmounts
  expiresInMs?: number
  holdId?: string
  actor?: Actor
}

export const textEntry: LedgerEntry = { kind: 'text', provider: 'test', model: 'test-1' }
export const unlimited = unlimitedPlan

/** A database of its own, and users with whatever limits a test asks for: each gets a plan of their own. */
export async function openLedgerHouse(): Promise<LedgerHouse> {
  const database = await createTestDatabase()
  const clock = manualClock()
  const others = [1, 2].map(() => createDatabase(database.url, { maxConnections: 10 }))
  const plans: Record<string, PlanLimits> = { ...defaultPlans }
  const config = { usage: { plans } } as unknown as DomainContext['config']
  const databases = [database.db, ...others]
  const ctxs = databases.map((db) => ({ db, clock, config, log: silentLogger }))
  const ctx = ctxs[0] as LedgerContext
  return {
    ...database,
    databases,
    clock,
    ctxs,
    ctx,
    user: async (limits) => {
      const id = newId('user')
      plans[id] = { ...unlimitedPlan, ...limits }
      await database.db.user.create({ data: { id, email: `${id}@example.com`, plan: id, createdAt: clock.now() } })
      return id
    },
    reserve: (
      userId,
      amounts,
      { ctx: through = ctx, minimums = {}, expiresInMs = 60_000, holdId = newId('hold'), actor } = {},
    ) =>
      reserveUsage(actor ? { ...through, actor } : through, {
        holdId,
        userId,
        amounts,
        minimums,
        expiresInMs,
        entry: textEntry,
      }),
    [Symbol.asyncDispose]: async () => {
      await Promise.all(others.map((db) => db.$disconnect()))
      await database[Symbol.asyncDispose]()
    },
  }
}
