import { dayMs, newId } from '@cronicl/core'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { DomainContext } from '../context.ts'
import { currentUsage } from './current-usage.ts'
import type { LedgerEntry } from './ledger-entry.ts'
import { recordUsage } from './record-usage.ts'
import { settleUsage } from './settle-usage.ts'
import { type LedgerHouse, openLedgerHouse } from './testing/open-ledger-house.ts'
import { reconcile } from './testing/reconcile.ts'
import { usageHistory } from './usage-history.ts'
import { usageLimits } from './usage-limits.ts'

let house: LedgerHouse
beforeAll(async () => {
  house = await openLedgerHouse()
})
afterAll(() => house[Symbol.asyncDispose]())

let userId: string
beforeEach(async () => {
  house.clock.set(new Date('2026-03-10T12:00:00Z'))
  userId = await house.user({ requests: { day: 5, month: null }, spend: { day: 0, month: 9_000 } })
})

function as(id: string): Pick<DomainContext, 'db' | 'clock' | 'config' | 'actor'> {
  return { ...house.ctx, actor: { type: 'user', userId: id, sessionId: 'ses_test', role: 'USER' } }
}

/** A text call that is over; it costs nothing to reserve, so that no limit stands in its way. */
async function use(costMicroUsd: number, entry: Partial<LedgerEntry> = {}): Promise<void> {
  const { holdId } = await house.reserve(userId, { requests: 1 }, { expiresInMs: dayMs })
  await settleUsage(house.ctx, {
    holdId,
    userId,
    amounts: { requests: 1, spend: costMicroUsd },
    entry: {
      kind: 'text',
      provider: 'p',
      model: 'm',
      quantity: 30,
      tokensIn: 10,
      tokensOut: 20,
      tokensCached: 4,
      ...entry,
    },
  })
}

test('limits tell what is used, what is reserved and when each resets', async () => {
  await use(300)
  await house.reserve(userId, { requests: 2 }, { expiresInMs: 1_000 })
  await house.reserve(userId, { requests: 1 }, { expiresInMs: dayMs })
  house.clock.advance(1_000)
  const day = { window: 'day', resetsAt: '2026-03-11T00:00:00.000Z' }
  const month = { window: 'month', resetsAt: '2026-04-01T00:00:00.000Z' }
  expect(await usageLimits(as(userId))).toEqual({
    plan: userId,
    items: [
      { metric: 'requests', ...day, limit: 5, used: 1, reserved: 1 },
      { metric: 'requests', ...month, limit: null, used: 1, reserved: 1 },
      { metric: 'spend', ...day, limit: 0, used: 300, reserved: 0 },
      { metric: 'spend', ...month, limit: 9_000, used: 300, reserved: 0 },
    ],
  })
  house.clock.advance(dayMs)
  expect((await usageLimits(as(userId))).items).toMatchObject([
    { used: 0, reserved: 0 },
    { used: 1, reserved: 0 },
    { used: 0 },
    { used: 300 },
  ])
})

test('current usage is what was spent since the month began, not what is held', async () => {
  await use(300)
  await house.reserve(userId, { requests: 1 })
  const film = {
    userId,
    action: 'settle',
    kind: 'render',
    quantity: 4_000,
    costMicroUsd: 70,
    jobId: newId('job'),
  } as const
  await recordUsage(house.ctx, { ...film, source: 'film:settle' })
  expect(await currentUsage(as(userId))).toEqual({
    periodStart: '2026-03-01T00:00:00.000Z',
    items: [
      { kind: 'render', quantity: 4_000, costMicroUsd: 70 },
      { kind: 'text', quantity: 30, costMicroUsd: 300 },
    ],
    costMicroUsd: 370,
  })
  house.clock.set(new Date('2026-04-01T00:00:00Z'))
  expect(await currentUsage(as(userId))).toMatchObject({ items: [], costMicroUsd: 0 })
})

test('what needed no reservation is entered once and counts as spending; a correction takes it back', async () => {
  const film = {
    userId,
    action: 'settle',
    kind: 'render',
    quantity: 4_000,
    costMicroUsd: 70,
    source: `${userId}:settle`,
  } as const
  await Promise.all(Array.from({ length: 8 }, () => recordUsage(house.ctx, film)))
  await recordUsage(house.ctx, { ...film, action: 'adjust', costMicroUsd: -20, source: `${userId}:adjust` })
  for (const { counted, ledger } of await reconcile(house.db, userId)) {
    expect(counted).toEqual(ledger)
    expect(counted.posted.spend).toBe(50)
  }
})

test('history goes by day, kind, model and story, and holds only the caller’s own', async () => {
  await use(1_000, { timelineId: 'tml_a' })
  house.clock.advance(dayMs)
  await use(10, { timelineId: 'tml_a' })
  await use(20, { timelineId: 'tml_a' })
  await use(30, { timelineId: 'tml_a', model: 'n' })
  await use(40)
  house.clock.set(new Date('2026-03-17T23:00:00Z'))
  const text = { kind: 'text', provider: 'p' }
  const item = { ...text, day: '2026-03-11', entries: 1, quantity: 30, tokensIn: 10, tokensOut: 20, tokensCached: 4 }
  expect(await usageHistory(as(userId), { period: '7d' })).toEqual({
    from: '2026-03-11T00:00:00.000Z',
    to: '2026-03-17T23:00:00.000Z',
    items: [
      {
        ...item,
        model: 'm',
        timelineId: 'tml_a',
        entries: 2,
        quantity: 60,
        tokensIn: 20,
        tokensOut: 40,
        tokensCached: 8,
        costMicroUsd: 30,
      },
      { ...item, model: 'm', timelineId: null, costMicroUsd: 40 },
      { ...item, model: 'n', timelineId: 'tml_a', costMicroUsd: 30 },
    ],
    costMicroUsd: 100,
  })
  expect(
    (await usageHistory(as(userId), { period: '30d' })).items
      .map(({ day, costMicroUsd }) => [day, costMicroUsd])
      .at(-1),
  ).toEqual(['2026-03-10', 1_000])
  const other = await house.user({ requests: { day: 5, month: null }, spend: { day: 0, month: 9_000 } })
  expect(await usageHistory(as(other), { period: '30d' })).toMatchObject({ items: [], costMicroUsd: 0 })
})
