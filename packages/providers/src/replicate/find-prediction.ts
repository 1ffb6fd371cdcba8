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
 * leaves webhooks out, so those of our model are looked at one by one, the nearest to our create first. There surely is
 * none when all of them tell of others, and the create was long enough ago by Replicate's clock and by ours: with one
 * alone, clocks that differ would call a create lost that is about to be listed. Without a webhook (we cannot be reached)
 * ours cannot be told from others, and it stays unclear.
 */
export async function findPrediction(query: FindQuery, reader: PredictionsReader): Promise<Found> {
  const { named, unnamed, isWhole } = await listAround(query, reader)
  if (named) return found(named)
  let isSure = isWhole && unnamed.length <= mostLooks
  for (const { id } of unnamed.slice(0, mostLooks)) {
    const prediction = readPrediction(await reader.get(id))
    if (names(prediction, query.submissionId)) return found(prediction)
    if (prediction.webhook == null) isSure = false
  }
  return { outcome: isSure ? 'none' : 'unclear' }
}

interface Around {
  /** Ours, where the list said so. */
  named: ReplicatePrediction | null
  /** Those of our model of which the list does not say whose they are, the likeliest first. */
  unnamed: ReplicatePrediction[]
  /** Whether the list went to its end, and was asked late enough for ours to stand in it. */
  isWhole: boolean
}

async function listAround({ sentAt, askedAt, ...query }: FindQuery, reader: PredictionsReader): Promise<Around> {
  const window = {
    created_after: addMs(sentAt, -slackMs).toISOString(),
    created_before: addMs(sentAt, 2 * slackMs).toISOString(),
  }
  const unnamed: ReplicatePrediction[] = []
  const settled = addMs(sentAt, settledMs)
  let isWhole = askedAt >= settled
  let cursor: string | null = null
  for (let pages = 0; pages < mostPages; pages++) {
    const { body, at } = await reader.list(cursor === null ? window : { ...window, cursor })
    const page = pageAnswer.safeParse(body).data
    if (!page) throw brokenAnswer('replicate')
    const listed = page.results.map(readPrediction)
    const named = listed.find((prediction) => names(prediction, query.submissionId))
    if (named) return { named, unnamed, isWhole }
    unnamed.push(...listed.filter(({ webhook, model }) => webhook == null && model === query.model))
    isWhole &&= at !== null && at >= settled
    cursor = cursorOf(page.next)
    if (cursor === null) break
  }
  const distance = ({ created_at: at }: ReplicatePrediction): number =>
    Math.abs(Date.parse(at ?? '') - sentAt.getTime())
  const byDistance = (one: ReplicatePrediction, other: ReplicatePrediction): number =>
    (distance(one) || 0) - (distance(other) || 0)
  return { named: null, unnamed: unnamed.toSorted(byDistance), isWhole: isWhole && cursor === null }
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
