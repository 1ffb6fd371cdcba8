import type { Span } from '@cronicl/core'
import { z } from 'zod'
import type { RejectedPart } from '../prompts/story-sections.ts'
import { locateQuote } from './locate-quote.ts'
import { isSameProposal } from './same-proposal.ts'

export const inlineMax = 5

export const rawInline = z.object({
  quote: z.string().describe('Copied from the current node letter by letter'),
  replacement: z.string(),
  reason: z.string(),
})
export type RawInline = z.infer<typeof rawInline>

export const inlineSuggestion = z.object({
  span: z.object({ start: z.int(), end: z.int() }).describe("In the current node's content, in UTF-16 code units"),
  original: z.string(),
  replacement: z.string(),
  reason: z.string(),
})
export type InlineSuggestion = z.infer<typeof inlineSuggestion>

/**
 * Improvements with their places in `content`, in its order. What is not found there, changes nothing, overlaps an
 * earlier one or was rejected before is left out: an editor can apply all that remain.
 */
export function placeInline(
  raw: readonly RawInline[],
  content: string,
  rejected: readonly RejectedPart[],
): InlineSuggestion[] {
  const placed: InlineSuggestion[] = []
  const taken: Span[] = []
  for (const { quote, replacement, reason } of raw) {
    const span = locateQuote(content, quote, taken)
    if (span === null) continue
    const original = content.slice(span.start, span.end)
    const wasRejected = rejected.some((earlier) => isSameProposal(earlier, { title: original, content: replacement }))
    if (original === replacement || wasRejected) continue
    taken.push(span)
    placed.push({ span, original, replacement, reason: reason.trim() })
  }
  return placed.sort((a, b) => a.span.start - b.span.start)
}
