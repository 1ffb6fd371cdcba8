import { z } from 'zod'
import type { FinishReason, TextUsage } from '../text/contract.ts'

const count = z.int().min(0).optional()

/** What is read of a GenerateContentResponse (@google/genai 3.1.0), whole or one chunk of it. */
export const geminiAnswer = z.looseObject({
  modelVersion: z.string().optional(),
  promptFeedback: z.looseObject({ blockReason: z.string().optional() }).optional(),
  candidates: z
    .array(
      z.looseObject({
        finishReason: z.string().optional(),
        content: z
          .looseObject({
            parts: z.array(z.looseObject({ text: z.string().optional(), thought: z.boolean().optional() })).optional(),
          })
          .optional(),
      }),
    )
    .optional(),
  usageMetadata: z
    .looseObject({
      promptTokenCount: count,
      toolUsePromptTokenCount: count,
      candidatesTokenCount: count,
      thoughtsTokenCount: count,
      cachedContentTokenCount: count,
    })
    .optional(),
})
export type GeminiAnswer = z.infer<typeof geminiAnswer>

/** The text of a whole answer or a chunk, without the model's thoughts. */
export function readText(answer: GeminiAnswer): string {
  const parts = answer.candidates?.[0]?.content?.parts ?? []
  return parts.map((part) => (part.thought ? '' : (part.text ?? ''))).join('')
}

const finishes: Readonly<Record<string, FinishReason>> = {
  STOP: 'stop',
  MAX_TOKENS: 'length',
  SAFETY: 'refused',
  RECITATION: 'refused',
  LANGUAGE: 'refused',
  BLOCKLIST: 'refused',
  PROHIBITED_CONTENT: 'refused',
  SPII: 'refused',
}

/** Why it ended; `failed` when Gemini says that it made no proper answer, null when it has not ended yet. */
export function readGeminiFinish(answer: GeminiAnswer): FinishReason | 'failed' | null {
  if (answer.promptFeedback?.blockReason !== undefined) return 'refused'
  const reason = answer.candidates?.[0]?.finishReason
  if (reason === undefined || reason === 'FINISH_REASON_UNSPECIFIED') return null
  return finishes[reason] ?? 'failed'
}

/** Thinking is output, and is billed as such. */
export function readGeminiUsage({ usageMetadata: usage }: GeminiAnswer): TextUsage | null {
  if (usage?.promptTokenCount === undefined) return null
  return {
    tokensIn: usage.promptTokenCount + (usage.toolUsePromptTokenCount ?? 0),
    tokensOut: (usage.candidatesTokenCount ?? 0) + (usage.thoughtsTokenCount ?? 0),
    tokensCached: usage.cachedContentTokenCount ?? 0,
    tokensCacheWritten: 0,
  }
}
