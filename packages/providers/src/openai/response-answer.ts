import { z } from 'zod'
import { brokenAnswer } from '../text/connection-failure.ts'
import type { TextResult, TextUsage } from '../text/contract.ts'
import { httpFailure } from '../text/http-failure.ts'
import { providerError } from '../text/provider-error.ts'

const count = z.int().min(0)

/** What is read of a Response (openai/resources/responses/responses.d.ts); the rest may change as it likes. */
const responseAnswer = z.looseObject({
  model: z.string(),
  status: z.string().optional(),
  incomplete_details: z.looseObject({ reason: z.string().optional() }).nullish(),
  error: z.looseObject({ code: z.string() }).nullish(),
  output: z.array(
    z.looseObject({
      type: z.string(),
      content: z.array(z.looseObject({ type: z.string(), text: z.string().optional() })).nullish(),
    }),
  ),
  usage: z
    .looseObject({
      input_tokens: count,
      input_tokens_details: z
        .looseObject({ cached_tokens: count.optional(), cache_write_tokens: count.nullish() })
        .nullish(),
      output_tokens: count,
    })
    .nullish(),
})
type ResponseAnswer = z.infer<typeof responseAnswer>

/**
 * A Response as the house's result.
 * @throws ProviderError when it has failed, or is no Response
 */
export function readResponse(body: unknown, provider: string): TextResult {
  const parsed = responseAnswer.safeParse(body)
  if (!parsed.success) throw brokenAnswer(provider)
  const answer = parsed.data
  const usage = readUsage(answer.usage)
  if (answer.error || answer.status === 'failed' || answer.status === 'cancelled') throw failed(answer, provider)
  const parts = answer.output.flatMap((item) => (item.type === 'message' ? (item.content ?? []) : []))
  return {
    text: parts.map((part) => (part.type === 'output_text' ? (part.text ?? '') : '')).join(''),
    finish: readFinish(answer, parts),
    model: answer.model,
    usage,
  }
}

function readFinish(answer: ResponseAnswer, parts: { type: string }[]): TextResult['finish'] {
  if (parts.some(({ type }) => type === 'refusal')) return 'refused'
  if (answer.status !== 'incomplete') return 'stop'
  return answer.incomplete_details?.reason === 'content_filter' ? 'refused' : 'length'
}

function readUsage(usage: ResponseAnswer['usage']): TextUsage | null {
  if (!usage) return null
  return {
    tokensIn: usage.input_tokens,
    tokensOut: usage.output_tokens,
    tokensCached: usage.input_tokens_details?.cached_tokens ?? 0,
    tokensCacheWritten: usage.input_tokens_details?.cache_write_tokens ?? 0,
  }
}

/** `response.failed`: the work had begun, so it was free only where OpenAI refused it outright. */
function failed({ error, usage, model }: ResponseAnswer, provider: string) {
  if (error?.code === 'rate_limit_exceeded') return httpFailure({ provider, model, status: 429, reasons: [error.code] })
  const refused =
    error?.code.endsWith('_policy') || error?.code.includes('policy_violation') || error?.code === 'invalid_prompt'
  return providerError(provider, {
    code: refused ? 'UPSTREAM_REFUSED' : 'UPSTREAM_ERROR',
    message: refused
      ? `${provider} refused the request by its content policy.`
      : `${provider} could not finish its answer.`,
    billed: usage ? 'yes' : 'unknown',
  })
}
