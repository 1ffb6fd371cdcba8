import { type Issue, minuteMs, priceOf } from '@cronicl/core'
import {
  type FilmPlan,
  type RenderDocument,
  type RenderLimits,
  type Timeline,
  defaultLimits,
  planFilm,
  resolveDocument,
  validateDocument,
} from '@cronicl/render'
import { z } from 'zod'
import type { DomainContext } from '../context.ts'
import type { PlanName } from '../usage/plans.ts'
import { type FindContext, type RenderSources, findSources } from './find-sources.ts'
import { learntRatio } from './render-samples.ts'

export const renderEstimate = z.object({
  durationMs: z.int(),
  frames: z.int(),
  cpuMs: z.int().describe('Processor time that the render is expected to take'),
  learntFrom: z
    .int()
    .describe('Past renders of this installation by which cpuMs was corrected; 0 while there are too few'),
  costMicroUsd: z.int(),
})

export type PreparedRender =
  | {
      ok: true
      document: RenderDocument
      timeline: Timeline
      warnings: Issue[]
      sources: RenderSources
      /** Its processor time is that of the built-in figures, before anything was learnt. */
      plan: FilmPlan
      estimate: z.infer<typeof renderEstimate>
    }
  | { ok: false; issues: Issue[] }

/** Everything that can be said of a document before it is rendered: each mistake at its path, or its timeline and price. */
export async function prepareRender(ctx: FindContext, userId: string, input: unknown): Promise<PreparedRender> {
  const limits = await limitsOf(ctx, userId)
  const parsed = validateDocument(input, limits)
  if (!parsed.ok) return parsed
  const { document } = parsed
  const assets = await findSources(ctx, userId, document)
  if (assets.issues.length > 0) return { ok: false, issues: assets.issues }
  const resolved = resolveDocument(document, assets.facts, limits)
  if (!resolved.ok) return resolved
  const { timeline, warnings } = resolved
  const plan = planFilm(timeline)
  const learnt = await learntRatio(ctx)
  return {
    ok: true,
    document,
    timeline,
    warnings,
    sources: assets.sources,
    plan,
    estimate: {
      durationMs: plan.durationMs,
      frames: plan.frames,
      cpuMs: Math.round(plan.cpuMs * learnt.ratio),
      learntFrom: learnt.samples,
      costMicroUsd: renderCost(ctx, plan.durationMs),
    },
  }
}

/** A plan that is not known any more has the size of `free`, as it has its other limits. */
async function limitsOf({ db, config }: Pick<DomainContext, 'db' | 'config'>, userId: string): Promise<RenderLimits> {
  const { maxDurationS, maxLongformS, maxSides } = config.renders
  const user = await db.user.findUnique({ where: { id: userId }, select: { plan: true } })
  const maxSide = maxSides[user?.plan as PlanName] ?? maxSides.free
  return { ...defaultLimits, maxDurationMs: maxDurationS * 1_000, maxLongformMs: maxLongformS * 1_000, maxSide }
}

/** What a film of this length is metered at. */
export function renderCost(ctx: Pick<DomainContext, 'config'>, durationMs: number): number {
  return priceOf(durationMs / minuteMs, ctx.config.renders.microUsdPerMinute)
}
