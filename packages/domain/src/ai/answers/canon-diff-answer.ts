import { factKey } from '@cronicl/core'
import { z } from 'zod'
import type { FactPart } from '../prompts/story-sections.ts'
import { byFactKey, usableFacts } from './answer-facts.ts'
import { atMost } from './bounded-list.ts'
import { locateQuote } from './locate-quote.ts'

const factsMax = 200
const category = z.enum(['setting', 'character', 'tone', 'other'])

/** What the model answers. */
export const rawCanonDiff = z.object({
  facts: atMost(
    z.object({
      subject: z.string(),
      attribute: z.string(),
      value: z.string().nullable(),
      category,
      quote: z.string(),
    }),
    factsMax,
  ),
  contradictions: atMost(
    z.object({ subject: z.string(), attribute: z.string(), newValue: z.string(), explanation: z.string() }),
    factsMax,
  ),
})
export type RawCanonDiff = z.infer<typeof rawCanonDiff>

const named = { subject: z.string(), attribute: z.string() }

export const canonDiffAnswer = z.object({
  facts: z.array(
    z.object({
      ...named,
      value: z.string().nullable().describe('Null: the text says that it holds no longer'),
      category,
      span: z
        .object({ start: z.int(), end: z.int() })
        .nullable()
        .describe('Where the text says so, in UTF-16 code units; null when no single passage does'),
      quote: z.string().describe("The passage as it stands in the text; the model's words when it was not found"),
    }),
  ),
  changes: z
    .array(
      z.object({
        ...named,
        kind: z.enum(['added', 'changed', 'retracted']),
        canonValue: z.string().nullable(),
        value: z.string().nullable(),
      }),
    )
    .describe('What asserting the facts would change in the given canon'),
  contradictions: z.array(
    z.object({ ...named, canonValue: z.string(), newValue: z.string(), explanation: z.string() }),
  ),
})
export type CanonDiffAnswer = z.infer<typeof canonDiffAnswer>
type Change = CanonDiffAnswer['changes'][number]

/**
 * The facts with their places in the text, and what they change. Changes are worked out here by the keys of the canon;
 * the model judges contradictions alone, and only about facts that the canon has.
 */
export function toCanonDiffAnswer(
  raw: RawCanonDiff,
  { content, canon }: { content: string; canon: readonly FactPart[] },
): CanonDiffAnswer {
  const known = byFactKey(canon)
  const facts = usableFacts(raw.facts)
    .map((fact) => {
      const span = locateQuote(content, fact.quote)
      return { ...fact, span, quote: span ? content.slice(span.start, span.end) : fact.quote }
    })
    .filter((fact) => fact.value !== null || known.has(factKey(fact.subject, fact.attribute)))
  return {
    facts,
    changes: facts.flatMap((fact) => changeOf(fact, known)),
    contradictions: raw.contradictions.flatMap(({ subject, attribute, newValue, explanation }) => {
      const canonFact = known.get(factKey(subject, attribute))
      if (!canonFact || canonFact.value === newValue) return []
      const { value: canonValue } = canonFact
      return [{ subject: canonFact.subject, attribute: canonFact.attribute, canonValue, newValue, explanation }]
    }),
  }
}

function changeOf(
  { subject, attribute, value }: CanonDiffAnswer['facts'][number],
  known: ReadonlyMap<string, FactPart>,
): Change[] {
  const canonValue = known.get(factKey(subject, attribute))?.value ?? null
  if (canonValue === value) return []
  const kind = canonValue === null ? 'added' : value === null ? 'retracted' : 'changed'
  return [{ subject, attribute, kind, canonValue, value }]
}
