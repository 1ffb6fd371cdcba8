import { z } from 'zod'
import type { MediaUsage, Output, Started } from '../media/contract.ts'
import { brokenAnswer } from '../text/connection-failure.ts'
import { providerError } from '../text/provider-error.ts'

const name = 'gemini'
const count = z.int().min(0).optional()
const byModality = z.array(z.looseObject({ modality: z.string().optional(), tokenCount: count })).optional()

/** What is read of a GenerateContentResponse that draws (@google/genai 3.1.0). */
const answerSchema = z.looseObject({
  responseId: z.string().optional(),
  modelVersion: z.string().optional(),
  promptFeedback: z.looseObject({ blockReason: z.string().optional() }).optional(),
  candidates: z
    .array(
      z.looseObject({
        finishReason: z.string().optional(),
        content: z
          .looseObject({
            parts: z
              .array(
                z.looseObject({
                  thought: z.boolean().optional(),
                  inlineData: z.looseObject({ mimeType: z.string(), data: z.string().min(1) }).optional(),
                }),
              )
              .optional(),
          })
          .optional(),
      }),
    )
    .optional(),
  usageMetadata: z
    .looseObject({
      promptTokenCount: count,
      promptTokensDetails: byModality,
      candidatesTokenCount: count,
      candidatesTokensDetails: byModality,
      thoughtsTokenCount: count,
      cachedContentTokenCount: count,
    })
    .optional(),
})
type Answer = z.infer<typeof answerSchema>

/** Reasons by which a filter of Google's ends an answer, for words and for pictures. */
const blocked = new Set([
  'SAFETY',
  'IMAGE_SAFETY',
  'PROHIBITED_CONTENT',
  'IMAGE_PROHIBITED_CONTENT',
  'RECITATION',
  'IMAGE_RECITATION',
  'BLOCKLIST',
  'SPII',
])

/**
 * A whole answer: its picture, or why there is none.
 * @throws ProviderError when it is no answer
 */
export function readGeminiImage(body: unknown): Started {
  const parsed = answerSchema.safeParse(body)
  if (!parsed.success) throw brokenAnswer(name)
  const answer = parsed.data
  const candidate = answer.candidates?.[0]
  const reason = answer.promptFeedback?.blockReason ?? candidate?.finishReason
  if (reason === undefined) throw brokenAnswer(name)
  // Sketches on the way are thoughts.
  const outputs = (candidate?.content?.parts ?? []).flatMap(({ thought, inlineData }): Output[] =>
    inlineData && !thought
      ? [{ bytes: new Uint8Array(Buffer.from(inlineData.data, 'base64')), mimeType: inlineData.mimeType }]
      : [],
  )
  const usage = readUsage(answer, outputs.length)
  const externalId = answer.responseId ?? null
  if (outputs.length > 0)
    return { operation: null, externalId, status: { state: 'succeeded', outputs, usage, providerStatus: reason } }
  const error = noPicture(answer.promptFeedback?.blockReason !== undefined || blocked.has(reason), usage !== null)
  return { operation: null, externalId, status: { state: 'failed', error, usage, providerStatus: reason } }
}

function noPicture(isBlocked: boolean, isBilled: boolean) {
  return providerError(name, {
    code: isBlocked ? 'UPSTREAM_REFUSED' : 'UPSTREAM_ERROR',
    message: isBlocked ? `${name} refused the request by its content policy.` : `${name} answered without a picture.`,
    billed: isBilled ? 'yes' : 'unknown',
  })
}

/** Thoughts are text. Without details, all output is the picture. */
function readUsage({ usageMetadata: usage, modelVersion }: Answer, images: number): MediaUsage | null {
  if (usage?.promptTokenCount === undefined) return null
  const output = usage.candidatesTokenCount ?? 0
  const imageTokensIn = sum(usage.promptTokensDetails, 'IMAGE') ?? 0
  const imageTokensOut = Math.min(sum(usage.candidatesTokensDetails, 'IMAGE') ?? output, output)
  return {
    ...(modelVersion === undefined ? {} : { model: modelVersion }),
    images,
    textTokensIn: Math.max(usage.promptTokenCount - imageTokensIn, 0),
    imageTokensIn,
    cachedTokensIn: usage.cachedContentTokenCount ?? 0,
    textTokensOut: output - imageTokensOut + (usage.thoughtsTokenCount ?? 0),
    imageTokensOut,
  }
}

function sum(details: z.infer<typeof byModality>, modality: string): number | undefined {
  return details
    ?.filter((detail) => detail.modality === modality)
    .reduce((total, { tokenCount = 0 }) => total + tokenCount, 0)
}
