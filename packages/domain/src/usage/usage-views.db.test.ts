import { dayMs, newId } from '@cronicl/core'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { DomainContext } from '../context.ts'
import { currentUsage } from './current-usage.ts'
import type { LedgerEntry } from './ledger-entry.ts'
import { recordUsage } from './record-usage.ts'
import { settleUsage } from './settle-usage.ts'
import { type LedgerHouse, openLedgerHouse } from './testing/open-ledger-house.ts'
import { setOverride } from './set-override.ts'
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
  const limits = await usageLimits(as(userId))
  expect(limits).toMatchObject({ plan: userId, items: { length: 13 } })
  const counted = limits.items.filter(({ metric }) => metric === 'requests' || metric === 'spend')
  expect(counted).toEqual([
    { metric: 'requests', ...day, limit: 5, used: 1, reserved: 1, overridden: false },
    { metric: 'requests', ...month, limit: null, used: 1, reserved: 1, overridden: false },
    { metric: 'spend', ...day, limit: 0, used: 300, reserved: 0, overridden: false },
    { metric: 'spend', ...month, limit: 9_000, used: 300, reserved: 0, overridden: false },
  ])
  expect(limits.items.find(({ metric }) => metric === 'storageBytes')).toEqual({
    metric: 'storageBytes',
    window: 'total',
    resetsAt: null,
    limit: null,
    used: 0,
    reserved: 0,
    overridden: false,
  })
  house.clock.advance(dayMs)
  const next = (await usageLimits(as(userId))).items
  expect(next.filter(({ metric }) => metric === 'requests' || metric === 'spend')).toMatchObject([
    { used: 0, reserved: 0 },
    { used: 1, reserved: 0 },
    { used: 0 },
    { used: 300 },
  ])
})

test('what an admin has set stands in place of the plan, and says so; jobs in flight and the key that asks are told', async () => {
  const admin = { ...house.ctx, actor: { type: 'user', userId: 'usr_admin', sessionId: 's', role: 'ADMIN' } } as const
  await setOverride(admin, { userId, metric: 'requests', window: 'day', limit: null, note: '' })
  await setOverride(admin, { userId, metric: 'inFlight', window: 'video', limit: 4, note: '' })
  await house.db.job.create({
    data: {
      id: newId('job'),
      userId,
      kind: 'video',
      carrierId: crypto.randomUUID(),
      input: {},
      inputHash: '',
      createdAt: house.clock.now(),
    },
  })
  const actor = {
    type: 'user',
    userId,
    sessionId: 's',
    role: 'USER',
    apiKey: { id: 'k1', spendCapMicroUsd: 50 },
  } as const
  await house.reserve(userId, { spend: 0 }, { actor })
  const limits = await usageLimits({ ...house.ctx, actor })
  expect(limits.items[0]).toMatchObject({ metric: 'requests', window: 'day', limit: null, overridden: true })
  expect(limits.items.at(-1)).toMatchObject({ metric: 'keySpend', window: 'month', limit: 50, used: 0 })
  expect(limits.inFlight).toEqual([
    { kind: 'image', limit: null, inFlight: 0, overridden: false },
    { kind: 'video', limit: 4, inFlight: 1, overridden: true },
    { kind: 'render', limit: null, inFlight: 0, overridden: false },
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
  const only = { period: '90d', model: 'm', timelineId: 'tml_a', kind: 'text' } as const
  expect((await usageHistory(as(userId), only)).items.map(({ costMicroUsd }) => costMicroUsd)).toEqual([30, 1_000])
  expect(await usageHistory(as(userId), { ...only, kind: 'video' })).toMatchObject({ items: [] })
  const other = await house.user({ requests: { day: 5, month: null }, spend: { day: 0, month: 9_000 } })
  expect(await usageHistory(as(other), { period: '30d' })).toMatchObject({ items: [], costMicroUsd: 0 })
})
