import { ApiError } from '@google/genai'
import { z } from 'zod'
import { connectionFailure } from '../text/connection-failure.ts'
import type { ProviderError } from '../text/contract.ts'
import { httpFailure, wholeSeconds } from '../text/http-failure.ts'

/** The body of a failed request (google.rpc.Status), which the SDK hands over as its error's message. */
const status = z.object({
  error: z.looseObject({
    status: z.string().optional(),
    details: z.array(z.looseObject({ reason: z.string().optional(), retryDelay: z.string().optional() })).optional(),
  }),
})

/** What an error of Google's SDK means. `retryAfterS` comes from the headers, where RetryInfo does not say. */
export function translateGeminiError(error: unknown, model: string, retryAfterS?: number): ProviderError {
  if (!(error instanceof ApiError)) return connectionFailure('gemini', error)
  const body = readStatus(error.message)
  const details = body?.details ?? []
  const delay = details.find(({ retryDelay }) => retryDelay !== undefined)?.retryDelay
  return httpFailure({
    provider: 'gemini',
    model,
    status: error.status,
    reasons: [body?.status, ...details.map(({ reason }) => reason)].filter((reason) => reason !== undefined),
    retryAfterS: delay === undefined ? retryAfterS : wholeSeconds(Number.parseFloat(delay)),
  })
}

function readStatus(message: string): z.infer<typeof status>['error'] | undefined {
  // In a stream the SDK puts words of its own before the body.
  const json = message.slice(Math.max(message.indexOf('{'), 0))
  try {
    return status.safeParse(JSON.parse(json)).data?.error
  } catch {
    return undefined
  }
}
