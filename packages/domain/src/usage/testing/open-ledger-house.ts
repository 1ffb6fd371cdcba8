import { type ManualClock, manualClock, newId } from '@cronicl/core'
import { type Database, createDatabase } from '@cronicl/db'
import { createTestDatabase } from '@cronicl/db/testing'
import type { DomainContext } from '../../context.ts'
import type { LedgerEntry, UsageAmounts } from '../ledger-entry.ts'
import { type PlanLimits, defaultPlans, unlimitedPlan } from '../plans.ts'
import { type Reserved, reserveUsage } from '../reserve-usage.ts'

export type LedgerContext = Pick<DomainContext, 'db' | 'clock' | 'config'>

export interface LedgerHouse extends AsyncDisposable {
  url: string
  db: Database
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
  const ctxs = [database.db, ...others].map((db) => ({ db, clock, config }))
  const ctx = ctxs[0] as LedgerContext
  return {
    ...database,
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
      { ctx: through = ctx, minimums = {}, expiresInMs = 60_000, holdId = newId('hold') } = {},
    ) => reserveUsage(through, { holdId, userId, amounts, minimums, expiresInMs, entry: textEntry }),
    [Symbol.asyncDispose]: async () => {
      await Promise.all(others.map((db) => db.$disconnect()))
      await database[Symbol.asyncDispose]()
    },
  }
}
