import { AppError, fromBigInt } from '@cronicl/core'
import type { SubmissionModel as Submission } from '@cronicl/db'
import { type MediaModel, type MediaProvider, type MediaUsage, priceOfMedia } from '@cronicl/providers'
import type { DomainContext } from '../context.ts'
import type { RunningJob } from '../jobs/running-job.ts'
import { imageWishInput, videoWishInput } from './generation-inputs.ts'
import { type GenerationWish, wishOf } from './plan-generation.ts'
import { type SubmissionNews, applyStatus } from './submission-machine.ts'
import type { Waiting } from './waiting.ts'

export type RunContext = Pick<
  DomainContext,
  'db' | 'transact' | 'blobs' | 'clock' | 'config' | 'mediaTools' | 'mediaProviders' | 'outbound' | 'jobEvents' | 'log'
>

/** One attempt at a generation: what every step of it needs. */
export interface GenerationRun {
  ctx: RunContext
  running: RunningJob
  waiting: Waiting
  input: GenerationWish
  /** What the user has agreed to pay at most. */
  agreedMicroUsd: number
  timelineId: string | null
  /** Submissions whose create this attempt has sent. */
  sent: Set<string>
  /** Submissions that were under way while this attempt had the job: how they ended is its own affair. */
  seenLive: Set<string>
  /** Those whose provider has been asked to cancel. */
  cancelAsked: Set<string>
}

export async function openRun(ctx: RunContext, running: RunningJob, waiting: Waiting): Promise<GenerationRun> {
  const job = await ctx.db.job.findUniqueOrThrow({
    where: { id: running.jobId },
    select: { kind: true, input: true, estimatedCostMicroUsd: true, timelineId: true },
  })
  return {
    ctx,
    running,
    waiting,
    input: readWish(job.kind, job.input),
    agreedMicroUsd: fromBigInt(job.estimatedCostMicroUsd),
    timelineId: job.timelineId,
    sent: new Set(),
    seenLive: new Set(),
    cancelAsked: new Set(),
  }
}

/** What a job was started with. */
export function readWish(kind: string, input: unknown): GenerationWish {
  if (kind === 'image') return { kind, ...imageWishInput.parse(input) }
  if (kind === 'video') return { kind, ...videoWishInput.parse(input) }
  throw new AppError('NOT_FOUND', 'The job is no generation.')
}

export function providerOf(run: GenerationRun, submission: Submission): MediaProvider {
  return run.ctx.mediaProviders.get(submission.provider)
}

/** What the provider takes for a submission, at the prices of the day on which it was sent. */
export function costOf(run: GenerationRun, submission: Submission, usage: MediaUsage | null): number {
  const model: MediaModel | undefined = run.ctx.mediaProviders.findModel(
    submission.model,
    submission.provider as Parameters<typeof run.ctx.mediaProviders.findModel>[1],
  )
  // A model that nobody here knows any more: what was agreed to is the best guess.
  if (!model) return run.agreedMicroUsd
  const wish = wishOf(run.input, submission.model)
  return priceOfMedia(usage, wish, model, submission.submittingAt ?? submission.createdAt)
}

/** News that this attempt has to tell: they count only while it has the job. */
export function decide(run: GenerationRun, submission: Submission, news: SubmissionNews): Promise<boolean> {
  return tell(run, { id: submission.id, jobId: submission.jobId, attempt: run.running.attempt }, news)
}

/** What is true whoever tells it, and must not be lost with an attempt that lost its job meanwhile. */
export function record(run: GenerationRun, submission: Submission, news: SubmissionNews): Promise<boolean> {
  return tell(run, { id: submission.id, jobId: submission.jobId, attempt: null }, news)
}

function tell(run: GenerationRun, target: Parameters<typeof applyStatus>[1], news: SubmissionNews): Promise<boolean> {
  const { ctx } = run
  return ctx.transact(({ db }) => applyStatus({ db, clock: ctx.clock }, target, news))
}

/** The newest submission of the run's job; null before the first. */
export function lastSubmission(run: GenerationRun): Promise<Submission | null> {
  return run.ctx.db.submission.findFirst({ where: { jobId: run.running.jobId }, orderBy: { number: 'desc' } })
}
