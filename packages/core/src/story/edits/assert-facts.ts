import type { Change } from '../changes.ts'
import type { Story } from '../model.ts'
import { type FactInput, factChanges, factIssues } from './fact-rows.ts'
import { refuse } from './input-issues.ts'
import type { NewId } from './row-change.ts'
import { factsAt, liveNode } from './row-lookup.ts'

export interface AssertFactsInput {
  nodeId: string
  facts: readonly FactInput[]
}

/**
 * Asserts facts at a node: where it has one of the same subject and attribute, that one becomes what is given.
 * Needs in `story`: the node and all its facts.
 * VALIDATION_ERROR for a fact that is given twice, a span outside the content, or more facts than a node may have.
 */
export function planAssertFacts(story: Story, input: AssertFactsInput, newId: NewId): Change[] {
  const node = liveNode(story, input.nodeId)
  const present = factsAt(story, node.id)
  refuse(factIssues(node.content, input.facts, present))
  return factChanges(node, { facts: input.facts, present }, newId)
}
