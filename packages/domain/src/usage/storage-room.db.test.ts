import { newId } from '@cronicl/core'
import { type Database, transact } from '@cronicl/db'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { counterDrifts } from './counter-drifts.ts'
import { confirmStorage, requireStorage } from './storage-room.ts'
import { type LedgerHouse, openLedgerHouse } from './testing/open-ledger-house.ts'

let house: LedgerHouse
beforeAll(async () => {
  house = await openLedgerHouse()
})
afterAll(() => house[Symbol.asyncDispose]())

const limited = () => house.user({ storageBytes: { total: 1_000 } })

async function stored(userId: string): Promise<number> {
  const rows = await house.db.usageCounter.findMany({ where: { userId, metric: 'storageBytes' } })
  expect(rows.length).toBeLessThanOrEqual(1)
  return Number(rows[0]?.posted ?? 0)
}

function assetRow(userId: string, sizeBytes: number, status: 'ready' | 'processing' = 'ready') {
  const at = house.clock.now()
  return {
    id: newId('asset'),
    userId,
    type: 'image' as const,
    status,
    source: 'upload' as const,
    mimeType: 'image/png',
    title: '',
    sizeBytes: BigInt(sizeBytes),
    createdAt: at,
    updatedAt: at,
  }
}

test('bytes count from when an asset is ready until it is removed, whoever writes it', async () => {
  const userId = await limited()
  const waiting = await house.db.mediaAsset.create({ data: assetRow(userId, 300, 'processing') })
  const ready = await house.db.mediaAsset.create({ data: assetRow(userId, 500) })
  expect(await stored(userId)).toBe(500)
  await house.db.mediaAsset.update({ where: { id: waiting.id }, data: { status: 'ready' } })
  await house.db.mediaAsset.update({ where: { id: waiting.id }, data: { title: 'Dawn', status: 'ready' } })
  expect(await stored(userId)).toBe(800)
  await house.db.mediaAsset.delete({ where: { id: ready.id } })
  expect(await stored(userId)).toBe(300)
  await house.db.mediaAsset.deleteMany({ where: { userId } })
  expect(await stored(userId)).toBe(0)
  expect(await counterDrifts(house.db)).toEqual([])
})

test('a user goes with library and counters', async () => {
  const userId = await limited()
  await house.db.mediaAsset.create({ data: assetRow(userId, 500) })
  await house.db.user.delete({ where: { id: userId } })
  expect(await house.db.usageCounter.count({ where: { userId } })).toBe(0)
})

test('a full library refuses before anything is done, and warns at four fifths', async () => {
  const userId = await limited()
  await house.db.mediaAsset.create({ data: assetRow(userId, 700) })
  await confirmStorage(house.ctx, userId, 700)
  expect(await house.db.usageWarning.count({ where: { userId } })).toBe(0)
  await requireStorage(house.ctx, userId, 300)
  await expect(requireStorage(house.ctx, userId, 301)).rejects.toMatchObject({
    code: 'LIMIT_EXCEEDED',
    details: { metric: 'storageBytes', window: 'total', limit: 1_000, used: 700, reserved: 0, resetsAt: null },
    message:
      "Your plan's limit of 0.0 MiB of storage does not allow this: 0.0 MiB used. Delete what you do not need, or take a larger plan.",
  })
  await house.db.mediaAsset.create({ data: assetRow(userId, 100) })
  await confirmStorage(house.ctx, userId, 100)
  await confirmStorage(house.ctx, userId, 100)
  expect(await house.db.usageWarning.findMany({ where: { userId } })).toMatchObject([
    { metric: 'storageBytes', window: 'total', used: 800n, limit: 1_000n },
  ])
})

test('what is reserved for files on their way counts; nothing limits who has no limit', async () => {
  const userId = await limited()
  await house.reserve(userId, { storageBytes: 900 })
  await expect(requireStorage(house.ctx, userId, 101)).rejects.toMatchObject({ details: { used: 0, reserved: 900 } })
  await expect(house.reserve(userId, { storageBytes: 101 })).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED' })
  await requireStorage(house.ctx, userId, 100)
  await requireStorage(house.ctx, await house.user({}), Number.MAX_SAFE_INTEGER)
})

/** Whether the picture was kept. */
async function keep(userId: string, database: Database): Promise<boolean> {
  const work = transact(database, async (db) => {
    await db.mediaAsset.create({ data: assetRow(userId, 60) })
    await confirmStorage({ ...house.ctx, db }, userId, 60)
  })
  try {
    await work
    return true
  } catch (error) {
    expect(error).toMatchObject({ code: 'LIMIT_EXCEEDED' })
    return false
  }
}

test('of 40 pictures that arrive at once, as many stay as there is room for', async () => {
  const userId = await limited()
  const kept = await Promise.all(Array.from({ length: 40 }, (_, i) => keep(userId, house.databases[i % 3] ?? house.db)))
  expect(kept.filter(Boolean)).toHaveLength(16)
  expect(await stored(userId)).toBe(960)
  expect(await counterDrifts(house.db)).toEqual([])
})
