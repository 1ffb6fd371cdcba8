import { factAttributeMax, factKey, factSubjectMax, factValueMax } from '@cronicl/core'
import { z } from 'zod'
import type { FactPart } from '../prompts/story-sections.ts'

/** A fact as a model writes it. */
export const rawFact = z.object({ subject: z.string(), attribute: z.string(), value: z.string() })

/** A fact as an answer has it; it can be asserted as it stands. */
export const answerFact = z.object({ subject: z.string(), attribute: z.string(), value: z.string() })

/**
 * The facts that can be asserted: trimmed to what a story may hold, without those that say nothing, the last of each
 * key. Generic, so that what a model says beside them stays with them.
 */
export function usableFacts<F extends { subject: string; attribute: string; value: string | null }>(
  facts: readonly F[],
): F[] {
  const byKey = new Map<string, F>()
  for (const fact of facts) {
    const subject = clip(fact.subject, factSubjectMax)
    const attribute = clip(fact.attribute, factAttributeMax)
    const value = fact.value === null ? null : clip(fact.value, factValueMax)
    if (subject === '' || attribute === '' || value === '') continue
    byKey.set(factKey(subject, attribute), { ...fact, subject, attribute, value })
  }
  return [...byKey.values()]
}

/** Trimmed, and cut to `max` UTF-16 code units without leaving half a character. */
export function clip(text: string, max: number): string {
  const cut = text.trim().slice(0, max)
  return cut.isWellFormed() ? cut : cut.slice(0, -1).toWellFormed()
}

/** A canon as a map by key; of two facts with one key the last holds. */
export function byFactKey<F extends FactPart>(facts: readonly F[]): Map<string, F> {
  return new Map(facts.map((fact) => [factKey(fact.subject, fact.attribute), fact]))
}
