import { AppError } from '@cronicl/core'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Actor } from '../context.ts'
import { counterDrifts } from './counter-drifts.ts'
import { listOverrides } from './list-overrides.ts'
import { recordUsage } from './record-usage.ts'
import { releaseUsage } from './release-usage.ts'
import { removeOverride } from './remove-override.ts'
import { setOverride } from './set-override.ts'
import { setPlan } from './set-plan.ts'
import { settleUsage } from './settle-usage.ts'
import { type LedgerHouse, openLedgerHouse, textEntry } from './testing/open-ledger-house.ts'

let house: LedgerHouse
beforeAll(async () => {
  house = await openLedgerHouse()
})
afterAll(() => house[Symbol.asyncDispose]())

let userId: string
beforeEach(async () => {
  house.clock.set(new Date('2026-03-10T12:00:00Z'))
  userId = await house.user({ images: { day: 10, month: 100 }, spend: { day: 1_000, month: 5_000 } })
})

const admin = { type: 'user', userId: 'usr_admin', sessionId: 'ses', role: 'ADMIN' } as const
const asAdmin = () => ({ ...house.ctx, actor: admin })
const keyOf = (id: string, spendCapMicroUsd: number | null): Actor => ({
  type: 'user',
  userId,
  sessionId: 'ses',
  role: 'USER',
  apiKey: { id, spendCapMicroUsd },
})
const warnings = () =>
  house.db.usageWarning.findMany({ where: { userId }, orderBy: [{ metric: 'asc' }, { window: 'asc' }] })

async function refusal(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => 'granted',
    (error: unknown) => (error instanceof AppError ? { code: error.code, ...error.details } : error),
  )
}

async function spend(amount: number, actor?: Actor): Promise<void> {
  const { holdId } = await house.reserve(userId, { spend: amount }, actor ? { actor } : {})
  await settleUsage(house.ctx, { holdId, userId, amounts: { spend: amount }, entry: textEntry })
}

test('a limit that an admin sets holds from the next reservation on, until it is taken back', async () => {
  const limit = { userId, metric: 'images', window: 'day', note: 'a friend of the house' } as const
  await setOverride(asAdmin(), { ...limit, limit: 12 })
  expect(await refusal(house.reserve(userId, { images: 13 }))).toMatchObject({ code: 'LIMIT_EXCEEDED', limit: 12 })
  expect(await refusal(house.reserve(userId, { images: 12 }))).toBe('granted')
  await setOverride(asAdmin(), { ...limit, limit: null })
  expect(await refusal(house.reserve(userId, { images: 80 }))).toBe('granted')
  expect(await listOverrides(house.ctx, { userId })).toEqual({
    items: [{ ...limit, limit: null, setBy: 'usr_admin', createdAt: '2026-03-10T12:00:00.000Z' }],
    nextCursor: null,
  })
  expect(await removeOverride(house.ctx, { userId, metric: 'images', window: 'day' })).toEqual({ removed: true })
  expect(await removeOverride(house.ctx, { userId, metric: 'images', window: 'day' })).toEqual({ removed: false })
  expect(await refusal(house.reserve(userId, { images: 1 }))).toMatchObject({ limit: 10, reserved: 92 })
})

test('a limit is set for a window that its metric has, and for somebody who is there', async () => {
  const wrong = [
    { userId, metric: 'images', window: 'total' },
    { userId, metric: 'storageBytes', window: 'day' },
    { userId, metric: 'inFlight', window: 'month' },
    { userId, metric: 'spend', window: 'video' },
  ] as const
  for (const name of wrong)
    await expect(setOverride(asAdmin(), { ...name, limit: 1, note: '' })).rejects.toMatchObject({
      code: 'VALIDATION_ERROR',
    })
  const nobody = { userId: 'usr_nobody', metric: 'images', window: 'day' } as const
  await expect(setOverride(asAdmin(), { ...nobody, limit: 1, note: '' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await expect(setPlan(house.ctx, { userId: 'usr_nobody', plan: 'free' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

test('another plan holds at once, and what was used stays used', async () => {
  await house.reserve(userId, { images: 10 })
  await setPlan(house.ctx, { userId, plan: 'studio' })
  expect(await refusal(house.reserve(userId, { images: 1_991 }))).toMatchObject({ limit: 2_000, reserved: 10 })
  expect(await refusal(house.reserve(userId, { images: 1_990 }))).toBe('granted')
})

test('a key spends within its own cap as well, which is its alone', async () => {
  const [key, other] = [keyOf('k1', 300), keyOf('k2', null)]
  await spend(120, key)
  await house.reserve(userId, { spend: 100 }, { actor: key })
  expect(await refusal(house.reserve(userId, { spend: 81 }, { actor: key }))).toEqual({
    code: 'LIMIT_EXCEEDED',
    metric: 'keySpend',
    window: 'month',
    limit: 300,
    used: 120,
    reserved: 100,
    resetsAt: '2026-04-01T00:00:00.000Z',
  })
  expect(await refusal(house.reserve(userId, { spend: 81 }, { actor: other }))).toBe('granted')
  expect(await refusal(house.reserve(userId, { spend: 81 }))).toBe('granted')
  const lines = await house.db.usageEntry.findMany({ where: { userId, apiKeyId: 'k1' }, orderBy: { id: 'asc' } })
  expect(lines.map(({ action, costMicroUsd }) => `${action} ${costMicroUsd}`).toSorted()).toEqual([
    'reserve 100',
    'reserve 120',
    'settle 120',
  ])
  house.clock.set(new Date('2026-04-01T00:00:00Z'))
  expect(await refusal(house.reserve(userId, { spend: 300 }, { actor: key }))).toBe('granted')
})

test('a flexible amount is cut to what both the user and the key have left; released, it is there again', async () => {
  const key = keyOf('k', 700)
  const minimums = { spend: 1 }
  const first = await house.reserve(userId, { spend: 2_000 }, { actor: key, minimums })
  expect(first).toMatchObject({ amounts: { spend: 700 }, cut: { metric: 'keySpend', limit: 700 } })
  await releaseUsage(house.ctx, first.holdId)
  await house.reserve(userId, { spend: 600 })
  const second = await house.reserve(userId, { spend: 2_000 }, { actor: key, minimums })
  expect(second).toMatchObject({ amounts: { spend: 400 }, cut: { metric: 'spend', window: 'day' } })
  await releaseUsage(house.ctx, second.holdId)
  expect((await house.reserve(userId, { spend: 2_000 }, { actor: key, minimums })).amounts.spend).toBe(400)
  expect(await counterDrifts(house.db)).toEqual([])
})

test('100 reservations of one key at once are granted to its cap, to the micro-USD', async () => {
  const key = keyOf('k', 777)
  const granted = await Promise.all(
    Array.from({ length: 100 }, (_, i) => {
      const ctx = house.ctxs[i % 3] ?? house.ctx
      return house
        .reserve(userId, { spend: 30 }, { actor: key, minimums: { spend: 1 }, ctx })
        .then(({ amounts }) => amounts.spend ?? 0)
        .catch(() => 0)
    }),
  )
  expect(granted.reduce((sum, amount) => sum + amount, 0)).toBe(777)
  expect(await counterDrifts(house.db)).toEqual([])
})

test('four fifths posted warn once for each limit and window; what is only reserved does not', async () => {
  await house.reserve(userId, { spend: 100 }, { expiresInMs: 0 })
  await spend(799)
  expect(await warnings()).toEqual([])
  await spend(1)
  await spend(50)
  const at = house.clock.now()
  const windowStart = new Date('2026-03-10T00:00:00Z')
  expect(await warnings()).toEqual([
    { userId, metric: 'spend', window: 'day', windowStart, used: 800n, limit: 1_000n, createdAt: at },
  ])
  house.clock.set(new Date('2026-03-11T00:00:00Z'))
  await spend(900)
  expect((await warnings()).map(({ window, used }) => [window, Number(used)])).toEqual([
    ['day', 800],
    ['day', 900],
  ])
})

test('a correction warns too, by the limit that an admin has set; nothing warns of no limit', async () => {
  await setOverride(asAdmin(), { userId, metric: 'spend', window: 'month', limit: 100, note: '' })
  await setOverride(asAdmin(), { userId, metric: 'spend', window: 'day', limit: null, note: '' })
  const record = { userId, action: 'adjust', kind: 'text', costMicroUsd: 80, source: `${userId}:adjust` } as const
  await recordUsage(house.ctx, record)
  await recordUsage(house.ctx, record)
  expect(await warnings()).toMatchObject([{ metric: 'spend', window: 'month', used: 80n, limit: 100n }])
})

test('whatever is asked for by whatever keys: no cap is passed, and the counters are the sums of the ledger', async () => {
  const caps = [null, 500, 0]
  const call = fc.record({ key: fc.nat(2), wanted: fc.integer({ min: 1, max: 400 }), end: fc.nat(2) })
  await fc.assert(
    fc.asyncProperty(fc.array(call, { minLength: 5, maxLength: 25 }), async (calls) => {
      userId = await house.user({ spend: { day: 1_000, month: 5_000 } })
      await Promise.all(
        calls.map(async ({ key, wanted, end }, i) => {
          const ctx = house.ctxs[i % 3] ?? house.ctx
          const actor = keyOf(`k${key}`, caps[key] ?? null)
          const reserved = await house.reserve(userId, { spend: wanted }, { actor, ctx }).catch(() => null)
          if (!reserved || end === 0) return
          if (end === 1) return void (await releaseUsage(ctx, reserved.holdId))
          const amounts = { spend: Math.floor(wanted / 2) }
          await settleUsage(ctx, { holdId: reserved.holdId, userId, amounts, entry: textEntry })
        }),
      )
      const counted = await house.db.usageCounter.findMany({ where: { userId } })
      const of = (metric: string): number =>
        counted
          .filter((row) => row.metric === metric && row.window === 'month')
          .reduce((sum, row) => sum + Number(row.posted + row.pending), 0)
      expect(of('spend')).toBeLessThanOrEqual(1_000)
      expect(of('spend:k1')).toBeLessThanOrEqual(500)
      expect(of('spend:k2')).toBe(0)
      expect(await counterDrifts(house.db)).toEqual([])
    }),
    { numRuns: 15 },
  )
})
