import { nodeContentMax } from '@cronicl/core'
import { z } from 'zod'
import type { RejectedPart } from '../prompts/story-sections.ts'
import { isSameProposal } from './same-proposal.ts'

/** What the model answers. */
export const rawExpand = z.object({
  content: z.string(),
  longer: z.string(),
  shorter: z.string(),
  otherTone: z.object({ tone: z.string(), content: z.string() }),
})
export type RawExpand = z.infer<typeof rawExpand>

export const rewrite = z.object({
  kind: z.enum(['longer', 'shorter', 'otherTone']),
  tone: z.string().optional().describe('Of `otherTone`: which'),
  content: z.string(),
})
export const expandAnswer = z.object({ content: z.string(), alternatives: z.array(rewrite) })
export type ExpandAnswer = z.infer<typeof expandAnswer>

export function toExpandAnswer({ content, longer, shorter, otherTone }: RawExpand): ExpandAnswer {
  return {
    content,
    alternatives: [
      { kind: 'longer', content: longer },
      { kind: 'shorter', content: shorter },
      { kind: 'otherTone', ...otherTone },
    ],
  }
}

/** What a schema cannot say: texts that are empty, too long for a node, or were rejected. */
export function expandMistakes(raw: RawExpand, rejected: readonly RejectedPart[]): string[] {
  const { content, alternatives } = toExpandAnswer(raw)
  const texts = [{ kind: 'content', content }, ...alternatives]
  return texts.flatMap(({ kind, content: text }) => {
    if (text.trim() === '') return [`${kind} is empty.`]
    if (text.length > nodeContentMax) return [`${kind} is longer than ${nodeContentMax} characters.`]
    const wasRejected = rejected.some((earlier) => isSameProposal(earlier, { content: text }))
    return wasRejected ? [`${kind} has been rejected before: write it another way.`] : []
  })
}

const text = z.string().catch('')
const partialExpand = z
  .object({
    content: text,
    longer: text,
    shorter: text,
    otherTone: z.object({ tone: text, content: text }).catch({ tone: '', content: '' }),
  })
  .catch({ content: '', longer: '', shorter: '', otherTone: { tone: '', content: '' } })

/** The texts that can be read so far, the last one perhaps unfinished. */
export function toPartialExpand(value: unknown): ExpandAnswer {
  const { content, alternatives } = toExpandAnswer(partialExpand.parse(value))
  return { content, alternatives: alternatives.filter((alternative) => alternative.content !== '') }
}
