import { type TextMessage, countMessageTokens } from '@cronicl/providers'
import type { z } from 'zod'
import type { AiContext } from '../ai-context.ts'
import type { StoryOptions } from '../ai-inputs.ts'
import { clip } from '../answers/answer-facts.ts'
import type { CallUsage } from '../call/call-types.ts'
import type { CreatorProfile } from '../profile/profile-fields.ts'
import { type Prompt, type Section, toMessages } from '../prompts/prompt.ts'
import type { RejectedPart, StoryParts } from '../prompts/story-sections.ts'
import { type Terms, chooseModel, schemaTokens } from './choose-model.ts'
import { type ContextLimits, contextLimits } from './context-limits.ts'
import { type StoryPlan, type WholeStory, planStory } from './plan-story.ts'
import type { StorySource } from './story-source.ts'
import { type Prefix, type PrefixSummary, cachedSummary, summarizePrefix } from './summarize-prefix.ts'

/** What a procedure asks about a story. */
export interface StoryAsk {
  source: StorySource
  options: StoryOptions
  profile: CreatorProfile
  prompt: Prompt<StoryParts>
  /** What is asked for this time; the user's wish is added. */
  request: Readonly<Record<string, unknown>>
  /** Of the answer. */
  schema: z.ZodType
  /** Room for the answer where the caller sets none. */
  outputTokens: number
}

/** What is sent to the model, and what it took to make it. */
export interface AssembledStory extends Terms {
  limits: ContextLimits
  sections: Section[]
  messages: TextMessage[]
  totalTokens: number
  /** The nodes that a summary stands for; null when all are sent. */
  compressed: { nodeCount: number; cached: boolean } | null
  /** Of the summaries that were made for it. */
  spent: CallUsage[]
}

/** The messages about a story. Where its path is too long, its beginning is summarised first, by calls that are paid for. */
export async function assembleStory(ctx: AiContext, ask: StoryAsk, signal?: AbortSignal): Promise<AssembledStory> {
  const draft = draftStory(ctx, ask)
  if (draft.plan.path.from === 0) return finish(ask, draft, null)
  return finish(ask, draft, await summarizePrefix(ctx, draft.prefix, { ...draft.terms, limits: draft.limits, signal }))
}

/** The same without any call: where a summary would have to be made, a line stands for it. */
export async function previewStory(ctx: AiContext, ask: StoryAsk): Promise<AssembledStory> {
  const draft = draftStory(ctx, ask)
  const { from } = draft.plan.path
  if (from === 0) return finish(ask, draft, null)
  const known = await cachedSummary(ctx, draft.prefix)
  const unwritten = { text: `(A summary of the first ${from} nodes, made when it is first needed.)`, nodeCount: from }
  return finish(ask, draft, { summary: known ?? unwritten, usage: [], cached: known !== null })
}

interface Draft {
  terms: Terms
  limits: ContextLimits
  whole: WholeStory
  plan: StoryPlan
  prefix: Prefix
}

function draftStory(
  ctx: AiContext,
  { source, options, profile, prompt, request, schema, outputTokens }: StoryAsk,
): Draft {
  const terms = chooseModel(ctx, options, outputTokens)
  const answer = { maxOutputTokens: terms.maxOutputTokens, schemaTokens: schemaTokens(schema, terms.count) }
  const limits = contextLimits(terms.model.model, answer, ctx.config.ai)
  const whole: WholeStory = {
    systemPrompt: options.systemPrompt ?? null,
    story: source.story,
    profile: profilePart(profile),
    canon: source.canon,
    rejected: source.rejected.map(rejectedLine),
    request: withWish(request, options),
    path: source.path,
    elements: source.elements,
  }
  const plan = planStory(prompt, whole, { limits, count: terms.count })
  const { timelineId, path } = source
  return { terms, limits, whole, plan, prefix: { timelineId, path, tokens: plan.tokens, ends: plan.path.ends } }
}

function finish({ prompt, source }: StoryAsk, draft: Draft, made: PrefixSummary | null): AssembledStory {
  const { terms, limits, whole, plan } = draft
  const sections = prompt.build({
    ...whole,
    summary: made?.summary ?? null,
    path: source.path.slice(plan.path.from),
    elements: plan.elements,
  })
  const messages = toMessages(sections)
  return {
    ...terms,
    limits,
    sections,
    messages,
    totalTokens: countMessageTokens(messages, terms.model.model),
    compressed: made === null ? null : { nodeCount: plan.path.from, cached: made.cached },
    spent: made?.usage ?? [],
  }
}

/** The profile as a prompt shows it: the ratio is the house's to keep, not the model's. */
export function profilePart({ explorationRatio: _ratio, ...profile }: CreatorProfile): StoryParts['profile'] {
  return profile
}

/** Enough of a rejected proposal to know it again; the whole of it is compared with what the model answers. */
export function rejectedLine({ content, ...proposal }: RejectedPart): RejectedPart {
  return content === undefined ? proposal : { ...proposal, content: clip(content, rejectedCharacters) }
}
const rejectedCharacters = 400

export function withWish(
  request: Readonly<Record<string, unknown>>,
  { prompt }: StoryOptions,
): Record<string, unknown> {
  return { ...request, ...(prompt?.trim() ? { wish: prompt.trim() } : {}) }
}
