import { AppError, addMs, minuteMs, newId } from '@cronicl/core'
import { isDatabaseError } from '@cronicl/db'
import type { GenerationRun } from './generation-run.ts'
import { type Candidate, planGeneration } from './plan-generation.ts'
import { holdAttempt } from './submission-machine.ts'

/** How long the work of each kind may take before it is given up. */
export const deadlineMs = { image: 10 * minuteMs, video: 30 * minuteMs } as const

/**
 * Writes down that a provider is going to be asked, and which; sends nothing yet. The candidate that this job has tried
 * least often comes first.
 */
export async function openSubmission(run: GenerationRun, among: 'all' | 'untried' = 'all'): Promise<false> {
  const { ctx, running, input } = run
  if (input.kind === 'video' && !ctx.mediaTools)
    throw new AppError('PROVIDER_NOT_CONFIGURED', 'Films need FFmpeg, which this worker does not have.')
  const candidate = await nextCandidate(run, among)
  if (!candidate) throw new AppError('PROVIDER_NOT_CONFIGURED', `No provider of ${input.kind}s is left.`)
  const at = ctx.clock.now()
  try {
    await ctx.transact(async ({ db }) => {
      const { cancelRequestedAt } = await holdAttempt(db, running)
      if (cancelRequestedAt) return
      const number = (await db.submission.count({ where: { jobId: running.jobId } })) + 1
      await db.submission.create({
        data: {
          id: newId('submission', at.getTime()),
          jobId: running.jobId,
          userId: running.userId,
          number,
          provider: candidate.provider.name,
          model: candidate.model.id,
          settings: { ...candidate.plan.settings },
          outputs: [],
          createdAt: at,
          deadlineAt: addMs(at, deadlineMs[input.kind]),
        },
      })
    })
  } catch (error) {
    // One is open already; the next look finds it.
    if (!isDatabaseError(error, 'uniqueViolation')) throw error
  }
  return false
}

/** Who is asked next; undefined when nobody is left. */
export async function nextCandidate(run: GenerationRun, among: 'all' | 'untried'): Promise<Candidate | undefined> {
  const tried = await run.ctx.db.submission.findMany({
    where: { jobId: run.running.jobId },
    select: { provider: true },
  })
  const tries = ({ provider }: Candidate): number => tried.filter((row) => row.provider === provider.name).length
  const candidates = planGeneration(run.ctx, run.input).toSorted((a, b) => tries(a) - tries(b))
  const [first] = candidates
  return among === 'untried' && first && tries(first) > 0 ? undefined : first
}
