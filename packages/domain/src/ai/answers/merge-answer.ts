import {
  type Canon,
  type MergeChoice,
  diffCanon,
  factKey,
  mergeCanon,
  nodeContentMax,
  nodeTitleMax,
} from '@cronicl/core'
import { z } from 'zod'
import { factConflictView } from '../../timelines/canon-diff-view.ts'
import type { ConflictPart } from '../prompts/merge-propose.v1.ts'
import type { FactPart } from '../prompts/story-sections.ts'
import { answerFact, clip } from './answer-facts.ts'

/** The model is asked about so many; the others remain conflicts. */
export const askedConflictsMax = 50

const resolution = z.object({
  choice: z.enum(['left', 'right', 'other', 'open']),
  value: z.string().nullable(),
  reason: z.string(),
})
type Resolution = z.infer<typeof resolution>

/** What the model answers. */
export interface RawMerge {
  node: { title: string; content: string }
  resolutions?: Record<string, Resolution>
}

/** The answer's schema, with a field for each conflict that is asked about: none can be left out or made up. */
export function rawMerge(conflicts: readonly ConflictPart[]): z.ZodType<RawMerge> {
  const node = z.object({ title: z.string(), content: z.string() })
  if (conflicts.length === 0) return z.object({ node }) as z.ZodType<RawMerge>
  const resolutions = z.object(Object.fromEntries(conflicts.map(({ conflict }) => [conflict, resolution])))
  return z.object({ node, resolutions })
}

export const mergeAnswer = z.object({
  node: z.object({ title: z.string(), content: z.string() }),
  canon: z.array(answerFact).describe('What would hold at the merged node; open conflicts as they are on the left'),
  facts: z
    .array(z.object({ subject: z.string(), attribute: z.string(), value: z.string().nullable() }))
    .describe('What the merged node must assert under the left branch for that; null retracts'),
  resolved: z.array(
    z.object({ subject: z.string(), attribute: z.string(), value: z.string().nullable(), reason: z.string() }),
  ),
  conflicts: z.array(factConflictView).describe('What remains for the author to decide'),
})
export type MergeAnswer = z.infer<typeof mergeAnswer>

/** The canons of the fork point and of both heads. */
export interface MergeCanons {
  base: Canon
  left: Canon
  right: Canon
}

/** The conflicts that the model is asked about, each under a name of its own. */
export function conflictParts({ base, left, right }: MergeCanons): ConflictPart[] {
  return diffCanon(base, left, right)
    .conflicts.slice(0, askedConflictsMax)
    .map((conflict, index) => ({
      conflict: `conflict${index + 1}`,
      subject: conflict.subject,
      attribute: conflict.attribute,
      base: conflict.base,
      left: conflict.left.value,
      right: conflict.right.value,
    }))
}

export function mergeMistakes({ node }: RawMerge): string[] {
  if (node.title.trim() === '' || node.content.trim() === '') return ['node has an empty title or content.']
  return node.content.length > nodeContentMax ? [`node.content is longer than ${nodeContentMax} characters.`] : []
}

/** The merged canon is worked out by three-way comparison; of the model's answer only the choices in conflicts count. */
export function toMergeAnswer(raw: RawMerge, canons: MergeCanons): MergeAnswer {
  const { base, left, right } = canons
  const parts = conflictParts(canons)
  const choices = new Map<string, MergeChoice>()
  const resolved: MergeAnswer['resolved'] = []
  for (const part of parts) {
    const answer = raw.resolutions?.[part.conflict]
    const choice = answer && choiceOf(answer)
    if (choice === undefined) continue
    choices.set(factKey(part.subject, part.attribute), choice)
    const value = typeof choice === 'string' ? part[choice] : choice.value
    resolved.push({ subject: part.subject, attribute: part.attribute, value, reason: answer?.reason ?? '' })
  }
  const { facts, unresolved } = mergeCanon(base, left, right, choices)
  return {
    node: { title: clip(raw.node.title, nodeTitleMax), content: clip(raw.node.content, nodeContentMax) },
    canon: canonAfter(left, facts),
    facts: facts.map(({ subject, attribute, value }) => ({ subject, attribute, value })),
    resolved,
    conflicts: unresolved,
  }
}

function choiceOf({ choice, value }: Resolution): MergeChoice | undefined {
  if (choice === 'left' || choice === 'right') return choice
  // Another value has to be named; otherwise the author decides.
  const named = choice === 'other' ? value?.trim() : undefined
  return named ? { value: named } : undefined
}

function canonAfter(
  left: Canon,
  facts: readonly { key: string; subject: string; attribute: string; value: string | null }[],
): FactPart[] {
  const after = new Map<string, FactPart>(
    [...left].map(([key, { subject, attribute, value }]) => [key, { subject, attribute, value }]),
  )
  for (const { key, subject, attribute, value } of facts) {
    if (value === null) after.delete(key)
    else after.set(key, { subject, attribute, value })
  }
  return [...after].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, fact]) => fact)
}
