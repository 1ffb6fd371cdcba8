import { generateImage, generateVideo } from '@cronicl/jobs'
import { type DomainContext, requireUserId } from '../context.ts'
import { admitJob } from '../jobs/admit-job.ts'
import { requireOwner } from '../media/find-owner.ts'
import { usageLimits } from '../usage/usage-limits.ts'
import type { CreateGenerationOutput } from './generation-view.ts'
import { requireInputFrames } from './inputs/require-input-frames.ts'
import { type Candidate, type GenerationWish, planGeneration } from './plan-generation.ts'
import { reservationOf } from './usage-of.ts'

export type CreateContext = Pick<
  DomainContext,
  'db' | 'transact' | 'actor' | 'blobs' | 'clock' | 'config' | 'mediaProviders'
>

export interface GenerationOrder {
  input: GenerationWish
  commit: boolean
  idempotencyKey?: string | undefined
}

/**
 * Checks and prices a generation, and with `commit` starts it: its job, its message and the reservation of the most that
 * it can cost are committed together. Without, nothing is started, reserved or sent.
 */
export async function createGeneration(ctx: CreateContext, order: GenerationOrder): Promise<CreateGenerationOutput> {
  const userId = requireUserId(ctx)
  const { input, commit } = order
  const [first] = planGeneration(ctx, input)
  await requireInputFrames(ctx, userId, framesOf(input))
  const timelineId = await storyOf(ctx, userId, input)
  const job = commit ? await admit(ctx, { ...order, userId, first, timelineId }) : null
  return {
    jobId: job?.id ?? null,
    status: job?.status ?? 'estimated',
    estimate: {
      costMicroUsd: first.estimateMicroUsd,
      provider: first.provider.name,
      model: first.model.id,
      settings: { ...first.plan.settings },
      warnings: first.plan.warnings,
    },
    remaining: await remainingOf(ctx, input.kind),
  }
}

async function admit(
  ctx: CreateContext,
  order: GenerationOrder & { userId: string; first: Candidate; timelineId: string | null },
): Promise<Awaited<ReturnType<typeof admitJob>>> {
  const { input, userId, first, timelineId, idempotencyKey } = order
  const { kind, ...wish } = input
  return ctx.transact((tx) =>
    admitJob(
      { ...tx, clock: ctx.clock, config: ctx.config, actor: ctx.actor },
      {
        definition: kind === 'image' ? generateImage : generateVideo,
        userId,
        // As plain JSON: what was left out is not there.
        input: JSON.parse(JSON.stringify(wish)),
        provider: first.provider.name,
        model: first.model.id,
        usage: reservationOf(input, first, timelineId),
        inFlightLimit: true,
        ...(timelineId ? { timelineId } : {}),
        ...(idempotencyKey ? { idempotencyKey } : {}),
      },
    ),
  )
}

/** The pictures that it looks at, as the request names them. */
function framesOf(input: GenerationWish): string[] {
  if (input.kind === 'image') return input.referenceAssetIds
  return [input.startFrame, input.endFrame].filter((ref) => ref !== undefined)
}

/** The story that the outputs are for; `NOT_FOUND` when they are to be attached to what is not the caller's. */
async function storyOf(ctx: CreateContext, userId: string, { attachTo }: GenerationWish): Promise<string | null> {
  if (!attachTo) return null
  return (await requireOwner(ctx.db, userId, attachTo)).timelineId
}

/** What is left of the limits that a generation of this kind counts against. */
async function remainingOf(
  ctx: CreateContext,
  kind: GenerationWish['kind'],
): Promise<CreateGenerationOutput['remaining']> {
  const metrics: readonly string[] = [kind === 'image' ? 'images' : 'videos', 'generations', 'spend']
  const { items } = await usageLimits(ctx)
  return items
    .filter(({ metric }) => metrics.includes(metric))
    .map(({ metric, window, limit, used, reserved, resetsAt }) => ({
      metric,
      window,
      limit,
      remaining: limit === null ? null : Math.max(0, limit - used - reserved),
      resetsAt,
    }))
}
