import { addMs, dayMs } from '@cronicl/core'
import { Prisma } from '@cronicl/db'
import type { DomainContext } from '../context.ts'

const atOnce = 1_000

interface OldRows {
  name: string
  table: Prisma.Sql
  /** The row's key, by which a batch is deleted. */
  key: Prisma.Sql
  /** Which rows are of no use to anyone. */
  where(at: Date): Prisma.Sql
}

const before = (at: Date, days: number): Date => addMs(at, -days * dayMs)

/** What is kept how long. Ledger, jobs, submissions and the record of sign-ins stay. */
const oldRows: readonly OldRows[] = [
  {
    name: 'usageHolds',
    table: Prisma.sql`usage_holds`,
    key: Prisma.sql`id`,
    // Longer than the longest window; that a hold was settled stands in the ledger.
    where: (at) => Prisma.sql`state <> 'open' AND ended_at < ${before(at, 40)}`,
  },
  {
    name: 'aiCalls',
    table: Prisma.sql`ai_calls`,
    key: Prisma.sql`id`,
    where: (at) => Prisma.sql`expires_at < ${at}`,
  },
  {
    name: 'providerDeliveries',
    table: Prisma.sql`provider_deliveries`,
    key: Prisma.sql`provider, delivery_id`,
    // A signature is too old after five minutes; providers repeat for a day.
    where: (at) => Prisma.sql`received_at < ${before(at, 7)}`,
  },
  {
    name: 'webhookDeliveries',
    table: Prisma.sql`webhook_deliveries`,
    key: Prisma.sql`id`,
    where: (at) => Prisma.sql`completed_at < ${before(at, 30)}`,
  },
  {
    name: 'suggestions',
    table: Prisma.sql`suggestions`,
    key: Prisma.sql`id`,
    // Nobody decided; for a while they can still be listed as expired.
    where: (at) => Prisma.sql`status IN ('proposed', 'expired') AND expires_at < ${before(at, 30)}`,
  },
  {
    name: 'uploads',
    table: Prisma.sql`uploads`,
    key: Prisma.sql`id`,
    // Its bytes, if any came, are swept as objects.
    where: (at) => Prisma.sql`expires_at < ${before(at, 7)}`,
  },
]

/** Deletes rows that have outlived their use, a thousand at a time. Returns how many of each kind. */
export async function deleteOldRows(
  ctx: Pick<DomainContext, 'db' | 'clock'>,
  signal: AbortSignal,
): Promise<Record<string, number>> {
  const at = ctx.clock.now()
  const deleted: Record<string, number> = {}
  for (const { name, table, key, where } of oldRows) {
    let count = 0
    for (let batch = atOnce; batch === atOnce; count += batch) {
      signal.throwIfAborted()
      batch = await ctx.db.$executeRaw`
        DELETE FROM ${table} WHERE (${key}) IN (
          SELECT ${key} FROM ${table} WHERE ${where(at)} LIMIT ${atOnce} FOR UPDATE SKIP LOCKED)`
    }
    deleted[name] = count
  }
  return deleted
}
