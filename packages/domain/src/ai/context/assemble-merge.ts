import type { TextMessage } from '@cronicl/providers'
import type { z } from 'zod'
import type { AiContext } from '../ai-context.ts'
import type { StoryOptions } from '../ai-inputs.ts'
import type { CallUsage } from '../call/call-types.ts'
import type { CreatorProfile } from '../profile/profile-fields.ts'
import { toMessages } from '../prompts/prompt.ts'
import type { ConflictPart, MergeParts, SidePart } from '../prompts/merge-propose.v1.ts'
import { prompts } from '../prompts/registry.ts'
import { profilePart, rejectedLine, withWish } from './assemble-story.ts'
import { chooseElements } from './choose-elements.ts'
import { type Terms, chooseModel, schemaTokens } from './choose-model.ts'
import { type ContextLimits, contextLimits } from './context-limits.ts'
import type { MergeSource } from './merge-source.ts'
import { pathHashes } from './path-hashes.ts'
import { type PathPlan, planPath } from './plan-path.ts'
import { type PartTokens, countParts, nodeTokens, sumTokens, tooLarge } from './plan-story.ts'
import type { PathNode } from './story-source.ts'
import { summarizePrefix } from './summarize-prefix.ts'

export interface MergeAsk {
  source: MergeSource
  options: StoryOptions
  profile: CreatorProfile
  conflicts: readonly ConflictPart[]
  schema: z.ZodType
  outputTokens: number
}

export interface AssembledMerge extends Terms {
  messages: TextMessage[]
  spent: CallUsage[]
}

/** The tags around the blocks of all three paths. */
const frameTokens = 250
/** What of the room for paths each takes; the branches matter more than what they share. */
const shares = { path: 0.2, left: 0.4, right: 0.4 } as const
type Stretch = keyof typeof shares
const stretches = Object.keys(shares) as Stretch[]

/** The messages about two branches: the shared path and each branch since, whole or with a summary of its beginning. */
export async function assembleMerge(ctx: AiContext, ask: MergeAsk, signal?: AbortSignal): Promise<AssembledMerge> {
  const { source } = ask
  const terms = chooseModel(ctx, ask.options, ask.outputTokens)
  const answer = { maxOutputTokens: terms.maxOutputTokens, schemaTokens: schemaTokens(ask.schema, terms.count) }
  const limits = contextLimits(terms.model.model, answer, ctx.config.ai)
  const paths = { path: source.path, left: source.left.path, right: source.right.path }
  const { bare, plans } = planMerge(ask, { paths, limits, count: terms.count })
  const fork = pathHashes(source.path).at(-1) ?? 'root'
  const spent: CallUsage[] = []
  const sides = {} as Record<Stretch, Omit<SidePart, 'name'>>
  for (const stretch of stretches) {
    const { tokens, from, ends } = plans[stretch]
    // A branch's summary begins where it forks; one of the same nodes from the root is another.
    const origin = stretch === 'path' ? {} : { origin: `since ${fork}` }
    const prefix = { timelineId: source.timelineId, path: paths[stretch], tokens, ends, ...origin }
    const made = from === 0 ? null : await summarizePrefix(ctx, prefix, { model: terms.model, limits, signal })
    spent.push(...(made?.usage ?? []))
    sides[stretch] = { summary: made?.summary ?? null, path: paths[stretch].slice(from) }
  }
  const parts: MergeParts = {
    ...bare,
    ...sides.path,
    left: { name: source.left.name, ...sides.left },
    right: { name: source.right.name, ...sides.right },
  }
  return { ...terms, messages: toMessages(prompts.mergePropose.build(parts)), spent }
}

interface Room {
  paths: Readonly<Record<Stretch, readonly PathNode[]>>
  limits: ContextLimits
  count: Terms['count']
}

type StretchPlan = PathPlan & { tokens: number[] }

function planMerge(ask: MergeAsk, room: Room): { bare: MergeParts; plans: Record<Stretch, StretchPlan> } {
  const { paths, limits, count } = room
  const whole = [...paths.path, ...paths.left, ...paths.right]
  const withoutElements = bareParts(ask, [])
  const fixed = countParts(prompts.mergePropose.build(withoutElements), count)
  const left = limits.budgetTokens - sumTokens(fixed) - frameTokens
  if (left <= 0) throw tooLarge(fixed, limits.budgetTokens)
  const elements = chooseElements(ask.source.elements, whole, {
    pinnedTokens: limits.pinnedTokens,
    tokens: Math.min(limits.elementTokens, Math.floor(left / 4)),
    count,
  })
  const bare = bareParts(ask, elements)
  const withElements = countParts(prompts.mergePropose.build(bare), count)
  const hardTokens = limits.budgetTokens - sumTokens(withElements) - frameTokens
  const planOf = (stretch: Stretch): StretchPlan => {
    const tokens = nodeTokens(paths[stretch], count)
    const plan = planPath(tokens, {
      softTokens: limits.pathTokens * shares[stretch],
      hardTokens: hardTokens * shares[stretch],
      summaryTokens: Math.min(limits.summaryTokens, Math.floor((hardTokens * shares[stretch]) / 3)),
      chunkTokens: limits.chunkTokens,
    })
    if (plan) return { ...plan, tokens }
    const current: PartTokens = { part: stretch, tokens: tokens.at(-1) ?? 0, items: 1 }
    throw tooLarge([...withElements, current], limits.budgetTokens)
  }
  return { bare, plans: { path: planOf('path'), left: planOf('left'), right: planOf('right') } }
}

function bareParts({ source, options, profile, conflicts }: MergeAsk, elements: MergeParts['elements']): MergeParts {
  const nothing = { summary: null, path: [] }
  return {
    systemPrompt: options.systemPrompt ?? null,
    story: source.story,
    profile: profilePart(profile),
    canon: source.canon,
    elements,
    rejected: source.rejected.map(rejectedLine),
    request: withWish({ resolve: conflicts.map(({ conflict }) => conflict) }, options),
    conflicts,
    left: { name: source.left.name, ...nothing },
    right: { name: source.right.name, ...nothing },
    ...nothing,
  }
}
