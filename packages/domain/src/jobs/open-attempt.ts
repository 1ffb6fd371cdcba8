import { AppError } from '@cronicl/core'
import type { DomainContext, Transaction } from '../context.ts'
import type { ClaimedJob } from './claim-job.ts'
import { endAttempt } from './end-attempt.ts'
import type { JobEnd } from './end-job.ts'
import type { JobChange } from './job-events.ts'
import { progressWriter } from './progress-writer.ts'
import type { RunningJob } from './running-job.ts'

/** Why an attempt must stop. */
export type StopReason = 'canceled' | 'lost' | 'timeout' | 'shutdown'

export interface Attempt extends AsyncDisposable {
  running: RunningJob
  /** Tells the handler to stop; the first reason stays. */
  stop(reason: StopReason): void
  readonly stopReason: StopReason | null
  readonly succeeded: boolean
}

type AttemptContext = Pick<DomainContext, 'db' | 'transact' | 'clock' | 'config' | 'jobEvents' | 'log'>

/**
 * Hands a claimed job to its handler and watches over it until disposed: it stops when the job is canceled or taken
 * over, when `limits.signal` says that the message is lost, and after `limits.timeoutMs`.
 */
export function openAttempt(
  ctx: AttemptContext,
  claimed: ClaimedJob,
  limits: { timeoutMs: number; signal: AbortSignal },
): Attempt {
  const controller = new AbortController()
  const attempt = { stopReason: null as StopReason | null, succeeded: false }
  const fence = { id: claimed.id, status: 'running' as const, attempts: claimed.attempt }
  const stop = (reason: StopReason): void => {
    if (attempt.stopReason || attempt.succeeded) return
    attempt.stopReason = reason
    controller.abort(new AppError('CONFLICT', `The attempt was stopped: ${reason}.`))
  }
  const verify = async (): Promise<void> => {
    const row = await ctx.db.job.findUnique({ where: { id: claimed.id }, select: { status: true, attempts: true } })
    if (row?.status === 'canceled') stop('canceled')
    else if (row?.status !== 'running' || row.attempts !== claimed.attempt) stop('lost')
  }
  const warn = (err: unknown): void =>
    ctx.log.warn({ err, jobId: claimed.id }, 'the state of a running job could not be read or written')
  const progress = progressWriter(async (stage, percent) => {
    try {
      // Whoever called it off is told that it is being ended, not how far it came.
      const going = { ...fence, cancelRequestedAt: null }
      const { count } = await ctx.db.job.updateMany({ where: going, data: { stage, progress: percent } })
      if (count === 0) await verify()
    } catch (error) {
      warn(error)
    }
  })
  const onChange = (change: JobChange | null): void => {
    if (change === null) void verify().catch(warn)
    // Notifications of what came before the claim may arrive after it; our own success is no reason to stop.
    else if (change.revision <= claimed.revision || change.status === 'running' || change.status === 'succeeded') return
    else stop(change.status === 'canceled' ? 'canceled' : 'lost')
  }
  const unsubscribe = ctx.jobEvents.subscribe(claimed.id, onChange)
  const onLost = (): void => stop('lost')
  limits.signal.addEventListener('abort', onLost, { once: true })
  if (limits.signal.aborted) onLost()
  const timer = setTimeout(() => stop('timeout'), limits.timeoutMs)

  const end = async (as: JobEnd, work?: (tx: Transaction) => Promise<void>): Promise<void> => {
    await progress.close()
    if (await endAttempt(ctx, claimed, as, work)) return
    stop('lost')
    throw controller.signal.reason
  }
  const succeed: RunningJob['succeed'] = async ({ outputs, plan, warnings = [], costMicroUsd, usage }, work) => {
    const cost = costMicroUsd ?? usage?.amounts.spend ?? 0
    const as = {
      status: 'succeeded',
      result: plan ? { outputs, plan } : { outputs },
      warnings,
      costMicroUsd: cost,
    } as const
    await end(usage ? { ...as, usage } : as, work)
    attempt.succeeded = true
  }
  const cancel: RunningJob['cancel'] = async (ended, work) => {
    await end({ status: 'canceled', ...ended }, work)
    stop('canceled')
  }
  return {
    running: {
      jobId: claimed.id,
      userId: claimed.userId,
      attempt: claimed.attempt,
      input: claimed.input,
      signal: controller.signal,
      report: progress.report,
      succeed,
      cancel,
    },
    stop,
    get stopReason() {
      return attempt.stopReason
    },
    get succeeded() {
      return attempt.succeeded
    },
    [Symbol.asyncDispose]: async () => {
      clearTimeout(timer)
      limits.signal.removeEventListener('abort', onLost)
      unsubscribe()
      await progress.close()
    },
  }
}
