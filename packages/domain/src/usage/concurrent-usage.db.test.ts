import { AppError, dayMs } from '@cronicl/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { releaseUsage } from './release-usage.ts'
import type { Reserved } from './reserve-usage.ts'
import { settleUsage } from './settle-usage.ts'
import { type LedgerHouse, openLedgerHouse, textEntry, unlimited } from './testing/open-ledger-house.ts'
import { reconcile } from './testing/reconcile.ts'

/** What `work` gave, or null when a limit refused it; any other failure is one. */
async function unlessRefused<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work
  } catch (error) {
    if (error instanceof AppError && error.code === 'LIMIT_EXCEEDED') return null
    throw error
  }
}

async function expectBooksAgree(house: LedgerHouse, userId: string): Promise<void> {
  for (const { counted, ledger } of await reconcile(house.db, userId)) expect(counted).toEqual(ledger)
}

test('200 reservations at once over three pools are granted exactly as many as there is room for', async () => {
  await using house = await openLedgerHouse()
  const userId = await house.user({ requests: { day: 50, month: 60 }, spend: { day: null, month: null } })
  const rush = (): Promise<(Reserved | null)[]> =>
    Promise.all(
      Array.from({ length: 200 }, (_, i) => {
        const options = { ctx: house.ctxs[i % 3] ?? house.ctx, expiresInMs: 7 * dayMs }
        return unlessRefused(house.reserve(userId, { requests: 1, spend: 10 }, options))
      }),
    )
  const granted = await rush()
  expect(granted.filter(Boolean)).toHaveLength(50)
  await expectBooksAgree(house, userId)
  // And the ten that the month has left are there on the next day.
  house.clock.set(new Date('2026-01-02T00:00:00Z'))
  const next = await rush()
  expect(next.filter(Boolean)).toHaveLength(10)
  await expectBooksAgree(house, userId)
})

test('flexible amounts at once share what is left, to the last micro-USD', async () => {
  await using house = await openLedgerHouse()
  const userId = await house.user({ ...unlimited, spend: { day: 1_000, month: 5_000 } })
  const granted = await Promise.all(
    Array.from({ length: 60 }, (_, i) =>
      unlessRefused(
        house.reserve(userId, { spend: 37 }, { minimums: { spend: 1 }, ctx: house.ctxs[i % 3] ?? house.ctx }),
      ),
    ),
  )
  const amounts = granted.flatMap((reserved) => (reserved ? [reserved.amounts.spend ?? 0] : []))
  expect(amounts.toSorted((a, b) => a - b)).toEqual([1_000 - 27 * 37, ...Array.from({ length: 27 }, () => 37)])
})

test('users do not wait for each other, nor for the same user in another order: no deadlock over 200 mixed calls', async () => {
  await using house = await openLedgerHouse()
  const users = await Promise.all(
    Array.from({ length: 4 }, () => house.user({ ...unlimited, spend: { day: 3_000, month: 9_000 } })),
  )
  const ends = await Promise.all(
    Array.from({ length: 200 }, async (_, i) => {
      const ctx = house.ctxs[i % 3] ?? house.ctx
      // Some expire at once, so that refusals free them while their owners end them.
      const expiresInMs = i % 5 === 0 ? 0 : 60_000
      const reserved = await unlessRefused(
        house.reserve(users[i % 4] ?? '', { requests: 1, spend: 90 }, { ctx, expiresInMs, minimums: { spend: 60 } }),
      )
      if (!reserved) return null
      const { holdId, userId } = reserved
      if (i % 3 === 0) return releaseUsage(ctx, holdId)
      const spend = Math.min(reserved.amounts.spend ?? 0, 40 + (i % 50))
      const settlement = { holdId, userId, amounts: { requests: 1, spend }, entry: textEntry }
      // Told twice, by two processes at once.
      const twice = await Promise.all([settleUsage(ctx, settlement), settleUsage(house.ctx, settlement)])
      expect(twice.filter((outcome) => outcome === 'repeated')).toHaveLength(1)
      return 'settled'
    }),
  )
  expect(ends.filter((end) => end === 'settled').length).toBeGreaterThan(60)
  for (const userId of users) await expectBooksAgree(house, userId)
})

interface Step {
  kind: 'reserve' | 'settle' | 'release' | 'wait'
  which: number
  amount: number
}

const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom('reserve' as const, 'reserve' as const, 'settle' as const, 'release' as const, 'wait' as const),
  which: fc.nat(7),
  amount: fc.integer({ min: 0, max: 400 }),
})

test('whatever the order of reserving, ending twice, expiring and waiting: never above a cap, never refused with room, and the books agree', async () => {
  await using house = await openLedgerHouse()
  const limits = { requests: { day: 8, month: 20 }, spend: { day: 1_000, month: 2_500 } }
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 8, maxLength: 20 }), async (steps) => {
      const userId = await house.user(limits)
      const made: Reserved[] = []
      for (const { kind, which, amount } of steps) {
        const hold = made[which % Math.max(1, made.length)]
        if (kind === 'wait') house.clock.advance(amount * 60_000)
        if (kind === 'reserve') await reserveAndCheck(house, userId, amount, made)
        if (kind === 'release' && hold) await releaseUsage(house.ctx, hold.holdId)
        if (kind === 'settle' && hold) {
          const amounts = { requests: 1, spend: Math.min(amount, hold.amounts.spend ?? 0) }
          await settleUsage(house.ctx, { holdId: hold.holdId, userId, amounts, entry: textEntry })
        }
      }
      await expectBooksAgree(house, userId)
    }),
    { numRuns: 40 },
  )
})

/** Reserves, and holds the answer against the room that the books show: what nobody holds any more counts as room. */
async function reserveAndCheck(house: LedgerHouse, userId: string, spend: number, made: Reserved[]): Promise<void> {
  const room = await roomOf(house, userId)
  const fits = room.requests >= 1 && (spend === 0 || room.spend >= spend)
  const reserved = await unlessRefused(house.reserve(userId, { requests: 1, spend }, { expiresInMs: 3_600_000 }))
  expect(reserved !== null).toBe(fits)
  if (reserved) made.push(reserved)
}

async function roomOf(house: LedgerHouse, userId: string): Promise<{ requests: number; spend: number }> {
  const at = house.clock.now()
  const holds = await house.db.usageHold.findMany({ where: { userId } })
  const counts = async (metric: 'requests' | 'spend', window: 'day' | 'month', limit: number): Promise<number> => {
    const length = window === 'day' ? 10 : 7
    const today = at.toISOString().slice(0, length)
    const counter = (await house.db.usageCounter.findMany({ where: { userId, metric, window } })).find(
      (row) => row.windowStart.toISOString().slice(0, length) === today,
    )
    const held = holds
      .filter(
        (hold) =>
          hold.state === 'open' && hold.expiresAt > at && hold.createdAt.toISOString().slice(0, length) === today,
      )
      .reduce((sum, hold) => sum + ((hold.amounts as Record<string, number>)[metric] ?? 0), 0)
    return limit - Number(counter?.posted ?? 0) - held
  }
  return {
    requests: Math.min(await counts('requests', 'day', 8), await counts('requests', 'month', 20)),
    spend: Math.min(await counts('spend', 'day', 1_000), await counts('spend', 'month', 2_500)),
  }
}
