import { newId } from '@cronicl/core'
import type { UsageMetric } from './plans.ts'

/** Amounts by metric, whole and not negative: requests, pictures, milliseconds, bytes; micro-USD for `spend`. */
export type UsageAmounts = Readonly<Partial<Record<UsageMetric, number>>>

/** What the ledger says of a piece of work, beside who, when and how much. */
export interface LedgerEntry {
  kind: 'text' | 'image' | 'video' | 'render' | 'ingest'
  jobId?: string | null
  callId?: string | null
  timelineId?: string | null
  /** The API key that asked for it; a settlement takes it from its reservation. */
  apiKeyId?: string | null
  provider?: string | null
  /** As the provider's answer named it. */
  model?: string | null
  /** In the unit of the kind: tokens for `text`, pictures for `image`, milliseconds of film for `video` and `render`, bytes for `ingest`. */
  quantity?: number
  tokensIn?: number
  tokensOut?: number
  tokensCached?: number
}

/** What a job reserves before it runs, or has used when it ended. */
export interface JobUsage {
  amounts: UsageAmounts
  /** The ledger's line; its job is filled in. */
  entry: LedgerEntry
}

/** As the SQL functions take it. Throws on an amount that is no whole number: money is exact. */
export function amountsJson(amounts: UsageAmounts): string {
  for (const [metric, amount] of Object.entries(amounts))
    if (!Number.isSafeInteger(amount)) throw new RangeError(`${amount} ${metric} is not a whole number`)
  return JSON.stringify(amounts)
}

/** As the SQL functions take it, with the id of its line. */
export function entryJson(entry: LedgerEntry, at: Date): string {
  return JSON.stringify({ ...entry, id: newId('usageEntry', at.getTime()) })
}

/** For people, of `quantity`. */
export const quantityUnits =
  'In the unit of the kind: tokens for `text`, pictures for `image`, milliseconds of film for `video` and `render`'

/** Actions whose entries are money that was spent; the others tell what was held and given back. */
export const countedActions = ['settle', 'adjust'] as const
