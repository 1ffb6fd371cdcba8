import { validationError } from '@cronicl/core'
import { inertJson } from '../prompts/data-block.ts'
import type { PartName, Prompt, Section } from '../prompts/prompt.ts'
import { type NodePart, type StoryParts, nodeLine } from '../prompts/story-sections.ts'
import { chooseElements } from './choose-elements.ts'
import type { ContextLimits } from './context-limits.ts'
import { type PathPlan, planPath } from './plan-path.ts'
import type { BibleElement, PathNode } from './story-source.ts'

/** Tokens of the model that is asked, never fewer than it counts itself. */
export type CountTokens = (text: string) => number

export interface PartTokens {
  part: PartName
  tokens: number
  items: number
}

/** The tags around a block and the gaps between blocks, of all blocks together. */
const frameTokens = 120

/** Everything that a story's prompt is made of before it is known what fits. */
export type WholeStory = Omit<StoryParts, 'summary' | 'path' | 'elements'> & {
  path: readonly PathNode[]
  elements: readonly BibleElement[]
}

export interface StoryPlan {
  elements: BibleElement[]
  path: PathPlan
  /** Of each node of the path. */
  tokens: number[]
}

/**
 * What of a story goes into a prompt whole, and what is summarised. The canon, the current node and pinned elements
 * always go whole. VALIDATION_ERROR, which says how large each part is, when those do not fit.
 */
export function planStory(
  prompt: Prompt<StoryParts>,
  story: WholeStory,
  { limits, count }: { limits: ContextLimits; count: CountTokens },
): StoryPlan {
  const bare = prompt.build({ ...story, summary: null, path: [], elements: [] })
  const fixed = countParts(bare, count)
  const tokens = nodeTokens(story.path, count)
  const current = tokens.at(-1) ?? 0
  const room = limits.budgetTokens - sumTokens(fixed) - frameTokens
  if (current > room) throw tooLarge([...fixed, { part: 'path', tokens: current, items: 1 }], limits.budgetTokens)
  const elements = chooseElements(story.elements, story.path, {
    pinnedTokens: limits.pinnedTokens,
    tokens: Math.min(limits.elementTokens, room - current),
    count,
  })
  const withElements = countParts(prompt.build({ ...story, summary: null, path: [], elements }), count)
  const path = planPath(tokens, {
    softTokens: limits.pathTokens,
    hardTokens: limits.budgetTokens - sumTokens(withElements) - frameTokens,
    summaryTokens: limits.summaryTokens + frameTokens,
    chunkTokens: limits.chunkTokens,
  })
  if (path === null) throw tooLarge([...withElements, { part: 'path', tokens: current, items: 1 }], limits.budgetTokens)
  return { elements, path, tokens }
}

export function nodeTokens(path: readonly NodePart[], count: CountTokens): number[] {
  return path.map((node) => count(`${inertJson(nodeLine(node))},\n`))
}

/** The parts of a prompt, each with its tokens; several sections of one part are one line. */
export function countParts(sections: readonly Section[], count: CountTokens): PartTokens[] {
  const parts = new Map<PartName, PartTokens>()
  for (const { part, text, items } of sections) {
    const before = parts.get(part) ?? { part, tokens: 0, items: 0 }
    parts.set(part, { part, tokens: before.tokens + count(text), items: before.items + items })
  }
  return [...parts.values()]
}

export function sumTokens(parts: readonly PartTokens[]): number {
  return parts.reduce((sum, { tokens }) => sum + tokens, 0)
}

/** Says which part is how large, the largest first: what must go whole does not fit. */
export function tooLarge(parts: readonly PartTokens[], budgetTokens: number): Error {
  const sizes = parts.toSorted((a, b) => b.tokens - a.tokens).map(({ part, tokens }) => `${part} ${tokens}`)
  const message = `What must be sent whole does not fit into the model's ${budgetTokens} tokens: ${sizes.join(', ')}. Shorten the largest part or take a model with more context.`
  const paths: Partial<Record<PartName, string>> = { canon: 'branchCanon', system: 'systemPrompt', path: 'activePath' }
  const [largest = 'path'] = parts.toSorted((a, b) => b.tokens - a.tokens).map(({ part }) => part)
  return validationError([{ path: [paths[largest] ?? largest], message }])
}
