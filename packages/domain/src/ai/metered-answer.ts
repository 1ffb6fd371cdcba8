import { z } from 'zod'
import { type CallUsage, callUsage } from './call/call-types.ts'
import { sumUsage } from './call/with-usage.ts'

/** What every answer of a model carries beside what it says. */
export const meteredFields = {
  usage: callUsage.describe('All calls that the answer took, summaries of older nodes included'),
  promptVersion: z.string().describe('The prompt that asked for it, as in `suggest.v1`'),
}
export interface Metered {
  usage: CallUsage
  promptVersion: string
}

/** One usage of several calls. Provider and model are those of the last, which gave the answer. */
export function totalUsage(last: CallUsage, before: readonly CallUsage[]): CallUsage {
  return [...before, last].reduce(sumUsage)
}
