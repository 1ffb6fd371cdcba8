import type { Prisma, SubmissionModel as Submission } from '@cronicl/db'
import { z } from 'zod'
import type { DomainContext } from '../context.ts'
import { jobSelect, jobStatus, jobView, toJobView } from '../jobs/job-view.ts'

const settings = z
  .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))
  .describe('What is asked for, in the provider’s own words')
const warning = z.object({ path: z.array(z.union([z.string(), z.number()])), message: z.string() })

/** A job of the kind `image` or `video`, with who does the work. */
export const generationView = jobView.extend({
  prompt: z.string(),
  provider: z.string().nullable(),
  model: z.string().nullable(),
  predictionId: z.string().nullable().describe('The provider’s own id of the work; null while it has none'),
  settings: settings.nullable().describe('What was asked for, in the provider’s own words; null while nothing was'),
  billed: z
    .enum(['no', 'unknown', 'yes'])
    .describe('Whether the provider takes money for it. What you pay is `costMicroUsd`; failures are free'),
  submissions: z.int().describe('How often it was sent to a provider'),
})
export type GenerationView = z.infer<typeof generationView>

export const generationPage = z.object({ items: z.array(generationView), nextCursor: z.string().nullable() })

export const generationEstimate = z.object({
  costMicroUsd: z.int().describe('The most that it can cost'),
  provider: z.string(),
  model: z.string(),
  settings,
  warnings: z.array(warning).describe('What the model cannot do, and will be done otherwise or without'),
})

/** The answer of everything that starts a generation. */
export const createGenerationOutput = z.object({
  jobId: z.string().nullable().describe('null when `commit` was false'),
  status: z.enum(['estimated', ...jobStatus.options]),
  estimate: generationEstimate,
  remaining: z
    .array(
      z.object({
        metric: z.string(),
        window: z.string(),
        limit: z.int().nullable(),
        remaining: z.int().nullable().describe('null is unlimited'),
        resetsAt: z.string().nullable(),
      }),
    )
    .describe('What is left of the limits that it counts against'),
})
export type CreateGenerationOutput = z.infer<typeof createGenerationOutput>

export const deleteGenerationOutput = z.object({ id: z.string() })

/** The columns of a job that the view of a generation is made of. */
export const generationSelect = {
  ...jobSelect,
  input: true,
  provider: true,
  model: true,
} satisfies Prisma.JobSelect
export type GenerationRow = Prisma.JobGetPayload<{ select: typeof generationSelect }>

type SubmissionFacts = Pick<Submission, 'provider' | 'model' | 'externalId' | 'settings' | 'billed'>

/** `submissions` are the job's, oldest first. */
export async function toGenerationView(
  ctx: Pick<DomainContext, 'blobs' | 'config'>,
  row: GenerationRow,
  submissions: readonly SubmissionFacts[],
): Promise<GenerationView> {
  const last = submissions.at(-1)
  const { prompt } = row.input as { prompt?: string }
  return {
    ...(await toJobView(ctx, row)),
    prompt: prompt ?? '',
    provider: last?.provider ?? row.provider,
    model: last?.model ?? row.model,
    predictionId: last?.externalId ?? null,
    settings: last ? (last.settings as GenerationView['settings']) : null,
    billed: worst(submissions),
    submissions: submissions.length,
  }
}

function worst(submissions: readonly SubmissionFacts[]): GenerationView['billed'] {
  if (submissions.some(({ billed }) => billed === 'yes')) return 'yes'
  return submissions.some(({ billed }) => billed === 'unknown') ? 'unknown' : 'no'
}
