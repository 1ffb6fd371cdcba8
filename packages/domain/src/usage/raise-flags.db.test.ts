import { newId } from '@cronicl/core'
import type { Prisma } from '@cronicl/db'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { UsageMetric } from './plans.ts'
import { flagThresholds } from './flag-thresholds.ts'
import { listFlags } from './list-flags.ts'
import { raiseFlags } from './raise-flags.ts'
import { releaseUsage } from './release-usage.ts'
import { resolveFlag } from './resolve-flag.ts'
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
  userId = await house.user({ images: { day: 10, month: null } })
})

const raised = async (): Promise<[kind: string, day: string, details: Prisma.JsonValue][]> =>
  (await raiseFlags(house.ctx))
    .filter((flag) => flag.userId === userId)
    .map(({ kind, day, details }) => [kind, day, details])

async function use(metric: UsageMetric, amount: number): Promise<void> {
  const { holdId } = await house.reserve(userId, { [metric]: amount })
  await settleUsage(house.ctx, { holdId, userId, amounts: { [metric]: amount }, entry: textEntry })
}

async function jobs(count: number, status: 'succeeded' | 'failed', errorCode: string | null = null): Promise<void> {
  const at = house.clock.now()
  await house.db.job.createMany({
    data: Array.from({ length: count }, () => ({
      id: newId('job', at.getTime()),
      userId,
      kind: 'image',
      status,
      errorCode,
      carrierId: crypto.randomUUID(),
      input: {},
      inputHash: '',
      createdAt: at,
      completedAt: at,
    })),
  })
}

test('more than four fifths of a day’s limit are flagged once a day, however often it is asked', async () => {
  await use('images', 8)
  expect(await raised()).toEqual([])
  await house.reserve(userId, { images: 1 })
  const details = { limits: [{ metric: 'images', used: 8, reserved: 1, limit: 10 }] }
  expect(await raised()).toEqual([['quota-share', '2026-03-10', details]])
  expect(await raised()).toEqual([])
  house.clock.set(new Date('2026-03-11T12:00:00Z'))
  expect(await raised()).toEqual([])
  await use('images', 9)
  expect(await raised()).toMatchObject([['quota-share', '2026-03-11', {}]])
})

test('a burst is many reservations in a short time, not over a day', async () => {
  const { count, withinMs } = flagThresholds.burst
  const some = count - 1
  for (let i = 0; i < some; i++) await house.reserve(userId, { requests: 1 })
  house.clock.advance(withinMs)
  for (let i = 0; i < some; i++) await house.reserve(userId, { requests: 1 })
  expect(await raised()).toEqual([])
  await house.reserve(userId, { requests: 1 })
  expect(await raised()).toEqual([['burst', '2026-03-10', { reservations: count, withinS: withinMs / 1_000 }]])
})

test('failures are flagged when they are many and half of all; texts that came to nothing are among them', async () => {
  await jobs(9, 'failed', 'UPSTREAM_ERROR')
  await jobs(11, 'succeeded')
  expect(await raised()).toEqual([])
  const { holdId } = await house.reserve(userId, { requests: 1 })
  await releaseUsage(house.ctx, holdId)
  expect(await raised()).toEqual([])
  await jobs(1, 'failed', 'UPSTREAM_ERROR')
  expect(await raised()).toEqual([['failures', '2026-03-10', { failed: 11, of: 22 }]])
})

test('prompts that are refused again and again are flagged, also the day after', async () => {
  await jobs(3, 'failed', 'UPSTREAM_REFUSED')
  const at = house.clock.now()
  const call = {
    userId,
    procedure: 'ai.suggest',
    inputHash: '',
    state: 'failed',
    errorCode: 'UPSTREAM_REFUSED',
  } as const
  await house.db.aiCall.createMany({
    data: ['a', 'b'].map((key) => ({ id: newId('call'), ...call, idempotencyKey: key, createdAt: at, expiresAt: at })),
  })
  house.clock.set(new Date('2026-03-11T00:10:00Z'))
  expect(await raised()).toEqual([['refusals', '2026-03-10', { refused: 5 }]])
})

test('many keys on one day are flagged', async () => {
  const actor = (id: string) =>
    ({ type: 'user', userId, sessionId: 's', role: 'USER', apiKey: { id, spendCapMicroUsd: null } }) as const
  for (let i = 0; i < flagThresholds.keys; i++) await house.reserve(userId, { spend: 1 }, { actor: actor(`k${i}`) })
  expect(await raised()).toEqual([['keys', '2026-03-10', { keys: flagThresholds.keys }]])
})

test('flags are listed newest first and resolved by whoever looked first', async () => {
  await use('images', 9)
  await jobs(10, 'failed', 'UPSTREAM_REFUSED')
  await raiseFlags(house.ctx)
  const first = await listFlags(house.ctx, { userId, limit: 2 })
  const second = await listFlags(house.ctx, { userId, limit: 2, cursor: first.nextCursor ?? '' })
  expect(second.nextCursor).toBeNull()
  const all = [...first.items, ...second.items]
  expect(all.map(({ kind }) => kind).toSorted()).toEqual(['failures', 'quota-share', 'refusals'])
  const [flag] = all
  const as = (id: string) =>
    ({ ...house.ctx, actor: { type: 'user', userId: id, sessionId: 's', role: 'ADMIN' } }) as const
  const resolved = await resolveFlag(as('usr_a'), { id: flag?.id ?? '' })
  expect(resolved).toEqual({ ...flag, resolvedAt: '2026-03-10T12:00:00.000Z', resolvedBy: 'usr_a' })
  expect(await resolveFlag(as('usr_b'), { id: flag?.id ?? '' })).toEqual(resolved)
  await expect(resolveFlag(as('usr_b'), { id: 'flg_none' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  const list = async (resolvedOnes: boolean) =>
    (await listFlags(house.ctx, { userId, limit: 9, resolved: resolvedOnes })).items.length
  expect([await list(true), await list(false)]).toEqual([1, 2])
})
