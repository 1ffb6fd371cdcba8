import { nodeContentMax, nodeTitleMax } from '@cronicl/core'
import { z } from 'zod'
import type { RejectedPart } from '../prompts/story-sections.ts'
import { answerFact, clip, rawFact, usableFacts } from './answer-facts.ts'
import { atMost, exactly } from './bounded-list.ts'
import {
  type InlineSuggestion,
  type RawInline,
  inlineMax,
  inlineSuggestion,
  placeInline,
  rawInline,
} from './inline-suggestions.ts'
import { isSameProposal } from './same-proposal.ts'

const ghostFactsMax = 20
const rawGhost = z.object({
  title: z.string(),
  content: z.string(),
  rationale: z.string(),
  facts: atMost(rawFact, ghostFactsMax),
})
type RawGhost = z.infer<typeof rawGhost>

const alignments = ['aligned', 'exploratory'] as const
type Alignment = (typeof alignments)[number]
export type GhostCounts = Readonly<Record<Alignment, number>>

/** What the model answers. A list that nothing is wanted of is not there. */
export interface RawSuggest {
  aligned?: RawGhost[]
  exploratory?: RawGhost[]
  inline: RawInline[]
}

/** The answer's schema with exactly as many nodes of either kind as are wanted. */
export function rawSuggest(counts: GhostCounts): z.ZodType<RawSuggest> {
  const lists = alignments.filter((alignment) => counts[alignment] > 0)
  return z.object({
    ...Object.fromEntries(lists.map((alignment) => [alignment, exactly(rawGhost, counts[alignment])])),
    inline: atMost(rawInline, inlineMax),
  })
}

export const ghostNode = z.object({
  title: z.string(),
  content: z.string(),
  rationale: z.string(),
  alignment: z.enum(alignments),
  facts: z.array(answerFact).describe('What would become canon with it'),
})
export type GhostNode = z.infer<typeof ghostNode>

export const suggestAnswer = z.object({
  ghostNodes: z.array(ghostNode),
  inlineSuggestions: z.array(inlineSuggestion),
})
export interface SuggestAnswer {
  ghostNodes: GhostNode[]
  inlineSuggestions: InlineSuggestion[]
}

/** What an answer is measured by. */
export interface SuggestTerms {
  counts: GhostCounts
  /** The current node's content. */
  content: string
  rejected: readonly RejectedPart[]
}

/** What a schema cannot say: empty and overlong nodes, nodes that say the same, rejected ones. */
export function suggestMistakes(raw: RawSuggest, { rejected }: SuggestTerms): string[] {
  const mistakes: string[] = []
  const seen: { where: string; title: string; content: string }[] = []
  for (const alignment of alignments) {
    for (const [index, { title, content }] of (raw[alignment] ?? []).entries()) {
      const where = `${alignment}[${index}]`
      if (title.trim() === '' || content.trim() === '') mistakes.push(`${where} has an empty title or content.`)
      if (content.trim().length > nodeContentMax) mistakes.push(`${where} is longer than ${nodeContentMax} characters.`)
      const twin = seen.find((earlier) => isSameProposal(earlier, { title, content }))
      if (twin) mistakes.push(`${where} says the same as ${twin.where}: propose something else.`)
      if (rejected.some((earlier) => isSameProposal(earlier, { title, content })))
        mistakes.push(`${where} has been rejected before: propose something else.`)
      seen.push({ where, title, content })
    }
  }
  return mistakes
}

/** The answer of a right raw one. Which list a node came in is the house's question, so its label is right by construction. */
export function toSuggestAnswer(raw: RawSuggest, { content, rejected, counts }: SuggestTerms): SuggestAnswer {
  return {
    ghostNodes: alignments.flatMap((alignment) =>
      (raw[alignment] ?? []).slice(0, counts[alignment]).map((ghost) => toGhost(ghost, alignment)),
    ),
    inlineSuggestions: placeInline(raw.inline, content, rejected),
  }
}

const partialGhost = z.object({
  title: z.string().min(1),
  content: z.string().catch(''),
  rationale: z.string().catch(''),
  facts: z.array(rawFact.or(z.unknown().transform(() => null))).catch([]),
})

/** The ghost nodes that can be read so far, the last of each list perhaps unfinished. */
export function toPartialSuggest(value: unknown, counts: GhostCounts): Pick<SuggestAnswer, 'ghostNodes'> {
  const lists = z.record(z.string(), z.unknown()).catch({}).parse(value)
  return {
    ghostNodes: alignments.flatMap((alignment) =>
      z
        .array(z.unknown())
        .catch([])
        .parse(lists[alignment])
        .slice(0, counts[alignment])
        .flatMap((item) => {
          const { data } = partialGhost.safeParse(item)
          if (!data) return []
          return [toGhost({ ...data, facts: data.facts.filter((fact) => fact !== null) }, alignment)]
        }),
    ),
  }
}

function toGhost({ title, content, rationale, facts }: RawGhost, alignment: Alignment): GhostNode {
  return {
    title: clip(title, nodeTitleMax),
    content: clip(content, nodeContentMax),
    rationale: rationale.trim(),
    alignment,
    facts: usableFacts(facts).map(({ subject, attribute, value }) => ({ subject, attribute, value })),
  }
}
