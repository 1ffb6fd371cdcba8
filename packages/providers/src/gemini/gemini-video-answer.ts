import { z } from 'zod'
import type { MediaUsage, Operation, OperationStatus } from '../media/contract.ts'
import { failedWork } from '../media/failed-work.ts'
import { brokenAnswer } from '../text/connection-failure.ts'

const name = 'gemini'
const count = z.int().min(0)
const byModality = z.array(z.looseObject({ modality: z.string().optional(), tokens: count.optional() })).nullish()

/** What is read of an interaction (@google/genai 3.1.0, `Interaction`); the rest may change as it likes. */
const interactionAnswer = z.looseObject({
  id: z.string().min(1),
  status: z.string(),
  model: z.string().nullish(),
  steps: z
    .array(
      z.looseObject({
        type: z.string(),
        content: z
          .array(
            z.looseObject({
              type: z.string(),
              data: z.string().nullish(),
              uri: z.string().nullish(),
              mime_type: z.string().nullish(),
            }),
          )
          .nullish(),
      }),
    )
    .nullish(),
  errors: z.array(z.looseObject({ code: z.string().nullish(), message: z.string().nullish() })).nullish(),
  usage: z
    .looseObject({
      total_input_tokens: count.nullish(),
      total_output_tokens: count.nullish(),
      total_cached_tokens: count.nullish(),
      input_tokens_by_modality: byModality,
      output_tokens_by_modality: byModality,
    })
    .nullish(),
})
type InteractionAnswer = z.infer<typeof interactionAnswer>

const operation = z.object({ id: z.string().min(1) })

/** A film that an interaction made: its bytes, or where it lies at Google. */
export interface GeminiFilm {
  mimeType: string
  data: string | null
  uri: string | null
}

/** A film still to be fetched, or an outcome that needs nothing more. */
export type ReadInteraction =
  | { film: GeminiFilm; usage: MediaUsage | null; providerStatus: string }
  | { film: null; status: OperationStatus }

/** @throws ProviderError when the answer names no interaction */
export function readInteractionId(body: unknown): string {
  return parse(body).id
}

/** The interaction's id; null for an operation that is none of ours. */
export function readOperation(stored: Operation): string | null {
  return operation.safeParse(stored).data?.id ?? null
}

/**
 * What an interaction says of itself. A refusal by its filter is a completed one that has words and no film.
 * @throws ProviderError when it is no interaction
 */
export function readInteraction(body: unknown): ReadInteraction {
  const answer = parse(body)
  const providerStatus = answer.status
  const usage = readUsage(answer)
  const billed = usage === null ? 'unknown' : 'yes'
  const ended = (status: OperationStatus): ReadInteraction => ({ film: null, status })
  switch (providerStatus) {
    case 'queued':
    case 'in_progress':
      return ended({ state: 'pending', providerStatus })
    case 'cancelled':
      return ended({ state: 'canceled', billed, usage, providerStatus })
    case 'completed': {
      const film = findFilm(answer)
      if (film) return { film, usage, providerStatus }
      if (!usage?.videoTokensOut) return ended(failedWork(name, { refused: true, billed, usage, providerStatus }))
      const message = `${name} made a film, but not where we know to look for it.`
      return ended(failedWork(name, { message, billed, usage, providerStatus }))
    }
    case 'failed':
    case 'incomplete':
    case 'budget_exceeded':
    case 'requires_action':
    case 'requires_continuation':
      return ended(failedWork(name, { refused: wasRefused(answer), billed, usage, providerStatus }))
    default:
      throw brokenAnswer(name)
  }
}

function parse(body: unknown): InteractionAnswer {
  const parsed = interactionAnswer.safeParse(body)
  if (!parsed.success) throw brokenAnswer(name)
  return parsed.data
}

function findFilm({ steps }: InteractionAnswer): GeminiFilm | undefined {
  const contents = (steps ?? []).flatMap(({ type, content }) => (type === 'model_output' ? (content ?? []) : []))
  const film = contents.findLast(({ type, data, uri }) => type === 'video' && Boolean(data ?? uri))
  return film && { mimeType: film.mime_type ?? 'video/mp4', data: film.data ?? null, uri: film.uri ?? null }
}

function wasRefused({ errors }: InteractionAnswer): boolean {
  return (errors ?? []).some(({ code, message }) => isSafetyWord(code) || isSafetyPhrase(message))
}

/** Google's filter by its code, whole: an error about `safety_settings` is none. */
export function isSafetyWord(word: unknown): boolean {
  return typeof word === 'string' && /(^|\/)(safety|prohibited_content|blocklist|spii|image_safety)$/i.test(word)
}

export function isSafetyPhrase(text: unknown): boolean {
  return typeof text === 'string' && /\bblocked\b[^.]*\b(safety|polic(y|ies))\b/i.test(text)
}

/** Thinking is within the output; what is no film is words. */
function readUsage({ usage, model }: InteractionAnswer): MediaUsage | null {
  if (!usage) return null
  const of = (list: z.infer<typeof byModality>, modality: string) =>
    (list ?? []).reduce((sum, one) => (one.modality?.toLowerCase() === modality ? sum + (one.tokens ?? 0) : sum), 0)
  const imageTokensIn = of(usage.input_tokens_by_modality, 'image')
  const videoTokensOut = of(usage.output_tokens_by_modality, 'video')
  return {
    ...(model ? { model } : {}),
    textTokensIn: Math.max((usage.total_input_tokens ?? 0) - imageTokensIn, 0),
    imageTokensIn,
    cachedTokensIn: usage.total_cached_tokens ?? 0,
    textTokensOut: Math.max((usage.total_output_tokens ?? 0) - videoTokensOut, 0),
    videoTokensOut,
  }
}
