import { AppError, dayMs, isId, newId } from '@cronicl/core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { UsageAmounts } from './ledger-entry.ts'
import { releaseUsage } from './release-usage.ts'
import { type SettleOutcome, settleUsage } from './settle-usage.ts'
import { type LedgerHouse, openLedgerHouse, textEntry, unlimited } from './testing/open-ledger-house.ts'
import { reconcile } from './testing/reconcile.ts'

let house: LedgerHouse
beforeAll(async () => {
  house = await openLedgerHouse()
})
afterAll(() => house[Symbol.asyncDispose]())

async function settle(holdId: string, amounts: UsageAmounts, ofUserId?: string): Promise<SettleOutcome> {
  const hold = await house.db.usageHold.findUnique({ where: { id: holdId } })
  const userId = ofUserId ?? hold?.userId ?? ''
  const entry = { ...textEntry, quantity: 30, tokensIn: 10, tokensOut: 20 }
  return settleUsage(house.ctx, { holdId, userId, amounts, entry })
}

async function counters(userId: string): Promise<Record<string, [posted: number, pending: number]>> {
  const rows = await house.db.usageCounter.findMany({ where: { userId } })
  return Object.fromEntries(
    rows.map((row) => [
      `${row.metric}/${row.window}/${row.windowStart.toISOString().slice(0, 10)}`,
      [Number(row.posted), Number(row.pending)],
    ]),
  )
}

async function refusalOf(work: Promise<unknown>): Promise<AppError> {
  const error: unknown = await work.then(
    () => null,
    (reason: unknown) => reason,
  )
  if (error instanceof AppError) return error
  throw new Error('was not refused')
}

test('a reservation writes the hold, the counters of day and month, and a line of the ledger', async () => {
  const userId = await house.user(unlimited)
  const reserved = await house.reserve(userId, { requests: 1, spend: 500 })
  expect(reserved).toMatchObject({ amounts: { requests: 1, spend: 500 }, state: 'open' })
  expect(await counters(userId)).toEqual({
    'requests/day/2026-01-01': [0, 1],
    'requests/month/2026-01-01': [0, 1],
    'spend/day/2026-01-01': [0, 500],
    'spend/month/2026-01-01': [0, 500],
  })
  const [entry, ...more] = await house.db.usageEntry.findMany({ where: { userId } })
  expect(more).toEqual([])
  expect(entry).toMatchObject({
    action: 'reserve',
    kind: 'text',
    costMicroUsd: 500n,
    source: `${reserved.holdId}:reserve`,
  })
  expect(isId('usageEntry', entry?.id ?? '')).toBe(true)
})

test('settling posts what was used and gives the rest back; a second time changes nothing', async () => {
  const userId = await house.user(unlimited)
  const { holdId } = await house.reserve(userId, { requests: 1, spend: 500 })
  expect(await settle(holdId, { requests: 1, spend: 120 })).toBe('settled')
  const after = await counters(userId)
  expect(after).toMatchObject({ 'requests/day/2026-01-01': [1, 0], 'spend/month/2026-01-01': [120, 0] })
  expect(await settle(holdId, { requests: 1, spend: 777 })).toBe('repeated')
  expect(await releaseUsage(house.ctx, holdId)).toBe('repeated')
  expect(await counters(userId)).toEqual(after)
  expect(await house.db.usageEntry.findMany({ where: { userId, action: 'settle' } })).toMatchObject([
    { costMicroUsd: 120n, quantity: 30n, tokensIn: 10, tokensOut: 20, source: `${holdId}:settle` },
  ])
})

test('releasing gives everything back, once', async () => {
  const userId = await house.user(unlimited)
  const { holdId } = await house.reserve(userId, { requests: 1, spend: 500 })
  expect(await releaseUsage(house.ctx, holdId)).toBe('released')
  expect(await releaseUsage(house.ctx, holdId)).toBe('repeated')
  for (const [posted, pending] of Object.values(await counters(userId))) expect([posted, pending]).toEqual([0, 0])
  expect(await house.db.usageEntry.findMany({ where: { userId, action: 'release' } })).toMatchObject([
    { kind: 'text', provider: 'test', model: 'test-1', costMicroUsd: 500n, source: `${holdId}:release` },
  ])
})

test('ending a hold that nobody made says so', async () => {
  expect(await settle(newId('hold'), { spend: 1 })).toBe('unknown')
  expect(await releaseUsage(house.ctx, newId('hold'))).toBe('unknown')
})

test('the same hold again is granted what it was granted, and nothing more is reserved', async () => {
  const userId = await house.user({ ...unlimited, spend: { day: 100, month: 100 } })
  const holdId = newId('hold')
  const options = { holdId, minimums: { spend: 10 } }
  const all = await Promise.all(Array.from({ length: 10 }, () => house.reserve(userId, { spend: 80 }, options)))
  for (const reserved of all) expect(reserved).toMatchObject({ amounts: { spend: 80 }, state: 'open' })
  expect(await counters(userId)).toMatchObject({ 'spend/day/2026-01-01': [0, 80] })
  await settle(holdId, { spend: 5 })
  expect(await house.reserve(userId, { spend: 80 }, options)).toMatchObject({ state: 'settled' })
})

test('a refusal names metric, window, limit, what is used and reserved, and when it resets; nothing is written', async () => {
  const userId = await house.user({ requests: { day: 10, month: 100 }, spend: { day: 1_000, month: 5_000 } })
  const first = await house.reserve(userId, { requests: 1, spend: 400 })
  await settle(first.holdId, { requests: 1, spend: 300 })
  await house.reserve(userId, { requests: 1, spend: 600 })
  const before = await counters(userId)
  const error = await refusalOf(house.reserve(userId, { requests: 1, spend: 101 }))
  expect(error).toMatchObject({
    code: 'LIMIT_EXCEEDED',
    details: {
      metric: 'spend',
      window: 'day',
      limit: 1_000,
      used: 300,
      reserved: 600,
      resetsAt: '2026-01-02T00:00:00.000Z',
    },
  })
  expect(error.message).toContain('$0.0010 spending a day')
  expect(error.message).toContain('2026-01-02T00:00:00.000Z')
  expect(await counters(userId)).toEqual(before)
  expect(await house.db.usageEntry.count({ where: { userId } })).toBe(3)
  expect(await house.reserve(userId, { requests: 1, spend: 100 })).toMatchObject({ state: 'open' })
})

test('when day and month both refuse, the month is told: tomorrow would not help', async () => {
  const userId = await house.user({ ...unlimited, requests: { day: 1, month: 1 } })
  await house.reserve(userId, { requests: 1 })
  const error = await refusalOf(house.reserve(userId, { requests: 1 }))
  expect(error.details).toMatchObject({ window: 'month', resetsAt: '2026-02-01T00:00:00.000Z' })
})

test('0 blocks and null does not limit; what costs nothing is never refused', async () => {
  const userId = await house.user({ requests: { day: null, month: null }, spend: { day: 0, month: null } })
  expect(await refusalOf(house.reserve(userId, { spend: 1 }))).toMatchObject({
    details: { limit: 0 },
    message: 'Your plan has no spending of this kind. Take a plan that has it.',
  })
  expect(await house.reserve(userId, { requests: 1_000_000, spend: 0 })).toMatchObject({ state: 'open' })
})

test('a flexible amount is granted what is left of every window, down to its minimum', async () => {
  const userId = await house.user({ ...unlimited, spend: { day: 1_000, month: 700 } })
  await house.reserve(userId, { spend: 400 })
  const granted = await house.reserve(userId, { requests: 1, spend: 900 }, { minimums: { spend: 200 } })
  expect(granted).toMatchObject({
    amounts: { requests: 1, spend: 300 },
    cut: { metric: 'spend', window: 'month', limit: 700, used: 0, reserved: 400 },
  })
  expect(await refusalOf(house.reserve(userId, { spend: 900 }, { minimums: { spend: 1 } }))).toMatchObject({
    details: { window: 'month', limit: 700, reserved: 700 },
  })
})

test('a plan that is not known any more has the limits of free, and somebody who is gone cannot reserve', async () => {
  const userId = newId('user')
  await house.db.user.create({
    data: { id: userId, email: `${userId}@example.com`, plan: 'of last year', createdAt: house.clock.now() },
  })
  const error = await refusalOf(house.reserve(userId, { spend: 1_000_001 }))
  expect(error.details).toMatchObject({ limit: 1_000_000, window: 'day' })
  expect((await refusalOf(house.reserve(newId('user'), { spend: 1 }))).code).toBe('UNAUTHORIZED')
})

test('what is no whole number is refused before anything is written', async () => {
  const userId = await house.user(unlimited)
  await expect(house.reserve(userId, { spend: 0.5 })).rejects.toThrow('not a whole number')
  await expect(house.reserve(userId, { spend: -1 })).rejects.toThrow('negative')
  expect(await counters(userId)).toEqual({})
})

test('what a killed process left reserved blocks until it expires; then the next reservation frees it', async () => {
  await using own = await openLedgerHouse()
  const userId = await own.user({ ...unlimited, spend: { day: null, month: 100 } })
  const lost = await own.reserve(userId, { spend: 100 }, { expiresInMs: 60_000 })
  own.clock.advance(59_999)
  expect((await refusalOf(own.reserve(userId, { spend: 1 }))).code).toBe('LIMIT_EXCEEDED')
  own.clock.advance(1)
  expect(await own.reserve(userId, { spend: 100 })).toMatchObject({ amounts: { spend: 100 } })
  expect(await own.db.usageHold.findUniqueOrThrow({ where: { id: lost.holdId } })).toMatchObject({ state: 'released' })

  // It was not dead after all: its money is posted, late, and once.
  const late = { holdId: lost.holdId, userId, amounts: { requests: 1, spend: 40 }, entry: textEntry }
  expect(await settleUsage(own.ctx, late)).toBe('late')
  expect(await settleUsage(own.ctx, late)).toBe('repeated')
  for (const { counted, ledger } of await reconcile(own.db, userId)) {
    expect(counted).toEqual(ledger)
    expect(counted).toMatchObject({ posted: { spend: 40 }, pending: { spend: 100 } })
  }
})

test('a hold that a crash of the database lost is settled all the same, once', async () => {
  await using own = await openLedgerHouse()
  const userId = await own.user(unlimited)
  const settlement = { holdId: newId('hold'), userId, amounts: { requests: 1, spend: 40 }, entry: textEntry }
  expect(await settleUsage(own.ctx, settlement)).toBe('late')
  expect(await settleUsage(own.ctx, settlement)).toBe('repeated')
  for (const { counted, ledger } of await reconcile(own.db, userId)) {
    expect(counted).toEqual(ledger)
    expect(counted).toMatchObject({ posted: { spend: 40 }, pending: { spend: 0 } })
  }
})

test('an expired hold does not cut a flexible amount either', async () => {
  await using own = await openLedgerHouse()
  const userId = await own.user({ ...unlimited, spend: { day: 100, month: 100 } })
  await own.reserve(userId, { spend: 60 }, { expiresInMs: 1_000 })
  own.clock.advance(1_000)
  expect((await own.reserve(userId, { spend: 90 }, { minimums: { spend: 1 } })).amounts).toEqual({ spend: 90 })
})

test('a new day and a new month begin at zero; what began before is posted to where it was reserved', async () => {
  await using own = await openLedgerHouse()
  const reserve = () => own.reserve(userId, { requests: 1 }, { expiresInMs: 7 * dayMs })
  own.clock.set(new Date('2026-01-30T23:59:59.999Z'))
  const userId = await own.user({ ...unlimited, requests: { day: 1, month: 3 } })
  await reserve()
  expect((await refusalOf(reserve())).details).toMatchObject({ window: 'day' })
  own.clock.advance(1)
  const second = await reserve()
  own.clock.set(new Date('2026-01-31T23:59:59.999Z'))
  expect((await refusalOf(reserve())).details).toMatchObject({ window: 'day' })
  own.clock.advance(1)
  const third = await reserve()
  await settleUsage(own.ctx, { holdId: second.holdId, userId, amounts: { requests: 1, spend: 7 }, entry: textEntry })
  await settleUsage(own.ctx, { holdId: third.holdId, userId, amounts: { requests: 1, spend: 5 }, entry: textEntry })
  const books = await reconcile(own.db, userId)
  expect(
    books.map(({ window, start, counted: { posted } }) => [window, start.slice(0, 10), posted.requests, posted.spend]),
  ).toEqual([
    ['day', '2026-01-30', 0, 0],
    ['day', '2026-01-31', 1, 7],
    ['day', '2026-02-01', 1, 5],
    ['month', '2026-01-01', 1, 7],
    ['month', '2026-02-01', 1, 5],
  ])
  for (const { counted, ledger } of books) expect(counted).toEqual(ledger)
  own.clock.advance(dayMs)
  expect(await reserve()).toMatchObject({ state: 'open' })
})
