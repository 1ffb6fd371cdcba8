import { type Logger, type ManualClock, type MicroUsd, manualClock, newId, silentLogger } from '@cronicl/core'
import type { Database, Db } from '@cronicl/db'
import { createTestDatabase } from '@cronicl/db/testing'
import type { ChosenModel, TextModel, TextProvider } from '@cronicl/providers'
import { defaultConfig } from '../../../config.ts'
import type { DomainContext } from '../../../context.ts'
import { type OpenWork, createOpenWork } from '../../../open-work.ts'
import { type PlanLimits, defaultPlans, unlimitedPlan } from '../../../usage/plans.ts'
import type { TextCallContext } from '../call-context.ts'
import type { TextCall } from '../call-types.ts'

export interface CallHouse extends AsyncDisposable {
  db: Database
  clock: ManualClock
  openWork: OpenWork
  /** Signed in as a fresh user whose plan has these limits. */
  user(limits?: Partial<PlanLimits>): Promise<{ userId: string; ctx: TextCallContext }>
  /** What the user's books say of the spending of this day. */
  books(userId: string): Promise<Books>
}

export interface Books {
  posted: MicroUsd
  pending: MicroUsd
  requests: number
  /** Lines of the ledger, in order: `reserve 300`. */
  lines: string[]
}

/** One micro-USD for a token of input, two for one of output: costs can be added up by eye. */
const pennyModel: TextModel = {
  id: 'scripted-1',
  provider: 'scripted',
  contextTokens: 100_000,
  maxOutputTokens: 8_000,
  prices: [{ from: '2020-01-01', input: 1_000_000, cached: 500_000, cacheWrite: 1_000_000, output: 2_000_000 }],
  endOfLife: null,
  replacement: null,
  tokenizer: 'o200k',
  temperature: true,
}

/** `messages` takes eleven tokens: four for the word, four for the message, three to open the answer. */
export function textCall(provider: TextProvider, more: Partial<TextCall> = {}): TextCall {
  const model: ChosenModel = { provider, model: pennyModel }
  const messages = [{ role: 'user', content: 'one two three four' }] as const
  return { procedure: 'ai.test', timelineId: 'tml_test', model, messages, maxOutputTokens: 100, ...more }
}
export const messagesTokens = 11

/** A database of its own, and users who call models. */
export async function openCallHouse(log: Logger = silentLogger): Promise<CallHouse> {
  const database = await createTestDatabase()
  const { db } = database
  const clock = manualClock()
  const openWork = createOpenWork()
  const plans: Record<string, PlanLimits> = { ...defaultPlans }
  const config = { ...defaultConfig, usage: { plans } } as unknown as DomainContext['config']
  return {
    db,
    clock,
    openWork,
    user: async (limits = {}) => {
      const userId = newId('user')
      plans[userId] = { ...unlimitedPlan, ...limits }
      await db.user.create({
        data: { id: userId, email: `${userId}@example.com`, plan: userId, createdAt: clock.now() },
      })
      const actor = { type: 'user', userId, sessionId: 'ses_test', role: 'USER' } as const
      return { userId, ctx: { db, clock, log, actor, config, openWork } }
    },
    books: (userId) => booksOf(db, userId),
    [Symbol.asyncDispose]: async () => {
      await openWork.ended()
      await database[Symbol.asyncDispose]()
    },
  }
}

async function booksOf(db: Db, userId: string): Promise<Books> {
  const counters = await db.usageCounter.findMany({ where: { userId, window: 'day' } })
  const entries = await db.usageEntry.findMany({ where: { userId } })
  const order = ['reserve', 'settle', 'release']
  const counter = (metric: string) => counters.find((row) => row.metric === metric)
  return {
    posted: Number(counter('spend')?.posted ?? 0),
    pending: Number(counter('spend')?.pending ?? 0),
    requests: Number(counter('requests')?.posted ?? 0),
    lines: entries
      .toSorted(
        (a, b) =>
          (a.source.split(':')[0] ?? '').localeCompare(b.source.split(':')[0] ?? '') ||
          order.indexOf(a.action) - order.indexOf(b.action),
      )
      .map((entry) => `${entry.action} ${entry.costMicroUsd}`),
  }
}
