import type { Issue } from '../../errors.ts'
import { factKey } from '../canon.ts'
import type { Change } from '../changes.ts'
import { factAttributeMax, factSubjectMax, factsPerNodeMax, factValueMax } from '../limits.ts'
import type { Fact, Span, StoryNode } from '../model.ts'
import { cleanName, nameIssues, textIssues } from './input-issues.ts'
import { inserted, type NewId, updated } from './row-change.ts'

/** A fact to assert, whole: without a span it comes from no particular place. */
export interface FactInput {
  subject: string
  attribute: string
  /** Null retracts what an ancestor asserted. */
  value: string | null
  span?: Span | null | undefined
}

/** What is wrong with facts that are to stand at a node with this content, which has `present` already. */
export function factIssues(content: string, facts: readonly FactInput[], present: readonly Fact[] = []): Issue[] {
  const issues: Issue[] = []
  const seen = new Set<string>()
  for (const [index, { subject, attribute, value, span }] of facts.entries()) {
    const key = factKey(subject, attribute)
    if (seen.has(key)) issues.push({ path: ['facts', index], message: 'The same fact stands in the list before.' })
    seen.add(key)
    issues.push(
      ...nameIssues(['facts', index, 'subject'], subject, factSubjectMax),
      ...nameIssues(['facts', index, 'attribute'], attribute, factAttributeMax),
      ...textIssues(['facts', index, 'value'], value ?? undefined, factValueMax),
    )
    if (span && !liesWithin(span, content)) {
      issues.push({ path: ['facts', index, 'span'], message: "The span is not a place in the node's content." })
    }
  }
  for (const fact of present) seen.add(factKey(fact.subject, fact.attribute))
  if (seen.size > factsPerNodeMax)
    issues.push({ path: ['facts'], message: `A node has at most ${factsPerNodeMax} facts.` })
  return issues
}

/** Facts that passed `factIssues`: those whose key the node has already are updated, the rest inserted. */
export function factChanges(
  node: Pick<StoryNode, 'id'>,
  { facts, present = [] }: { facts: readonly FactInput[]; present?: readonly Fact[] },
  newId: NewId,
): Change[] {
  const byKey = new Map(present.map((fact) => [factKey(fact.subject, fact.attribute), fact]))
  return facts.flatMap((input) => {
    const current = byKey.get(factKey(input.subject, input.attribute))
    const fields = {
      subject: cleanName(input.subject),
      attribute: cleanName(input.attribute),
      value: input.value,
      span: input.span ? { start: input.span.start, end: input.span.end } : null,
    }
    if (current !== undefined) return updated('fact', current, fields)
    return [inserted('fact', { id: newId('fact'), nodeId: node.id, ...fields })]
  })
}

function liesWithin({ start, end }: Span, content: string): boolean {
  return Number.isInteger(start) && Number.isInteger(end) && start >= 0 && start < end && end <= content.length
}
