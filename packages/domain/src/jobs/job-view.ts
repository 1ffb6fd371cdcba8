import { fromBigInt } from '@cronicl/core'
import type { Prisma } from '@cronicl/db'
import { z } from 'zod'
import type { DomainContext } from '../context.ts'
import { renderPlan } from '../renders/render-plan.ts'

export const jobStatus = z.enum(['queued', 'running', 'succeeded', 'failed', 'canceled'])

/** Whether a job in this status has ended for good. */
export function isTerminal(status: z.infer<typeof jobStatus>): boolean {
  return status !== 'queued' && status !== 'running'
}

/** The columns of a job that its view is made of. */
export const jobSelect = {
  id: true,
  kind: true,
  status: true,
  progress: true,
  stage: true,
  attempts: true,
  revision: true,
  result: true,
  warnings: true,
  errorCode: true,
  errorMessage: true,
  estimatedCostMicroUsd: true,
  costMicroUsd: true,
  createdAt: true,
  startedAt: true,
  completedAt: true,
} satisfies Prisma.JobSelect

export type JobRow = Prisma.JobGetPayload<{ select: typeof jobSelect }>

const mediaFacts = {
  mimeType: z.string(),
  widthPx: z.int().nullable(),
  heightPx: z.int().nullable(),
  durationMs: z.int().nullable(),
}

/** What a handler leaves behind; the column `result`. Keys, not URLs: those are signed when they are read. */
export const jobResult = z.object({
  outputs: z.array(z.object({ assetId: z.string(), key: z.string(), ...mediaFacts })),
  plan: renderPlan.optional(),
})
export type JobResult = z.infer<typeof jobResult>

export const jobWarning = z.object({ path: z.array(z.union([z.string(), z.number()])), message: z.string() })

/** A job as everyone sees it, whatever path it is read from. */
export const jobView = z.object({
  id: z.string(),
  kind: z.string(),
  status: jobStatus,
  progress: z.int().describe('Whole percent; 100 when it has succeeded'),
  stage: z.string(),
  attempts: z.int().describe('How often a worker has taken it'),
  outputs: z.array(
    z.object({
      assetId: z.string(),
      url: z.string().describe('Signed; works until `expiresAt`'),
      expiresAt: z.string(),
      ...mediaFacts,
    }),
  ),
  warnings: z.array(jobWarning),
  plan: renderPlan.nullable().describe('Of a render that has succeeded: how its film came about'),
  error: z.object({ code: z.string(), message: z.string() }).nullable().describe('Why it failed'),
  estimatedCostMicroUsd: z.int(),
  costMicroUsd: z.int(),
  createdAt: z.string(),
  startedAt: z.string().nullable(),
  completedAt: z.string().nullable(),
})
export type JobView = z.infer<typeof jobView>

export async function toJobView(ctx: Pick<DomainContext, 'blobs' | 'config'>, row: JobRow): Promise<JobView> {
  const { renderUrlS, signedUrlS } = ctx.config.media
  const expiresInS = row.kind === 'render' ? renderUrlS : signedUrlS
  const { outputs, plan = null } = row.result === null ? { outputs: [] } : jobResult.parse(row.result)
  return {
    id: row.id,
    kind: row.kind,
    status: row.status,
    progress: row.progress,
    stage: row.stage,
    attempts: row.attempts,
    outputs: await Promise.all(
      outputs.map(async ({ assetId, key, ...facts }) => {
        const { url, expiresAt } = await ctx.blobs.signGet(key, { expiresInS })
        return { assetId, url, expiresAt: expiresAt.toISOString(), ...facts }
      }),
    ),
    warnings: z.array(jobWarning).parse(row.warnings),
    plan,
    error:
      row.status === 'failed' ? { code: row.errorCode ?? 'INTERNAL_ERROR', message: row.errorMessage ?? '' } : null,
    estimatedCostMicroUsd: fromBigInt(row.estimatedCostMicroUsd),
    costMicroUsd: fromBigInt(row.costMicroUsd),
    createdAt: row.createdAt.toISOString(),
    startedAt: row.startedAt?.toISOString() ?? null,
    completedAt: row.completedAt?.toISOString() ?? null,
  }
}
