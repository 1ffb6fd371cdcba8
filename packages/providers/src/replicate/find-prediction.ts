import { addMs, minuteMs } from '@cronicl/core'
import { z } from 'zod'
import type { FindQuery, Found } from '../media/contract.ts'
import { brokenAnswer } from '../text/connection-failure.ts'
import { type ReplicatePrediction, readPrediction, toOperation } from './replicate-prediction.ts'

/** A page of predictions, newest first, as it came and when. */
export interface PredictionsPage {
  body: unknown
  /** Replicate's own time. */
  at: Date | null
}

export interface PredictionsReader {
  list(params: Readonly<Record<string, string>>): Promise<PredictionsPage>
  get(id: string): Promise<unknown>
}

const pageAnswer = z.looseObject({ results: z.array(z.unknown()), next: z.string().nullish() })

/** Our clocks may differ by so much. */
const slackMs = 5 * minuteMs
/** A create that has not been entered after this time never arrived. */
const settledMs = minuteMs
const mostPages = 5
const mostLooks = 20

/**
 * Looks through the predictions of the time around the create for the one whose webhook names our submission. The list
 * leaves webhooks out, so those of our model are looked at one by one. There surely is none when all of them tell of
 * others, and the create was long enough ago by Replicate's own clock. Without a webhook (we cannot be reached) ours
 * cannot be told from others, and it stays unclear.
 */
export async function findPrediction(query: FindQuery, reader: PredictionsReader): Promise<Found> {
  const window = {
    created_after: addMs(query.sentAt, -slackMs).toISOString(),
    created_before: addMs(query.sentAt, 2 * slackMs).toISOString(),
  }
  let cursor: string | null = null
  let isSure = true
  let looks = 0
  for (let pages = 0; pages < mostPages; pages++) {
    const { body, at } = await reader.list(cursor === null ? window : { ...window, cursor })
    const page = pageAnswer.safeParse(body).data
    if (!page) throw brokenAnswer('replicate')
    for (const row of page.results) {
      const listed = readPrediction(row)
      if (listed.webhook == null && listed.model !== query.model) continue
      if (listed.webhook == null && ++looks > mostLooks) return { outcome: 'unclear' }
      const prediction = listed.webhook == null ? readPrediction(await reader.get(listed.id)) : listed
      if (names(prediction, query.submissionId)) return found(prediction)
      if (prediction.webhook == null) isSure = false
    }
    isSure &&= at !== null && at >= addMs(query.sentAt, settledMs)
    cursor = cursorOf(page.next)
    if (cursor === null) return { outcome: isSure ? 'none' : 'unclear' }
  }
  return { outcome: 'unclear' }
}

/** Which submission a webhook's URL names; null for one that is not of our making. */
export function submissionOf(webhook: string | null | undefined): string | null {
  if (!webhook || !URL.canParse(webhook)) return null
  return new URL(webhook).searchParams.get('submission')
}

function names({ webhook }: ReplicatePrediction, submissionId: string): boolean {
  return submissionOf(webhook) === submissionId
}

function found({ id }: ReplicatePrediction): Found {
  return { outcome: 'found', operation: toOperation({ id }), externalId: id }
}

/** Only the cursor of the next page's address is used: our token goes to no address that an answer names. */
function cursorOf(next: string | null | undefined): string | null {
  if (!next || !URL.canParse(next)) return null
  return new URL(next).searchParams.get('cursor')
}
