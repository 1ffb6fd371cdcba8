import { setTimeout as sleep } from 'node:timers/promises'
import { AppError, minuteMs, monotonicMs, secondMs } from '@cronicl/core'
import {
  type Attempt,
  type ClaimedJob,
  type DomainContext,
  claimJob,
  failJob,
  openAttempt,
  requeueJob,
} from '@cronicl/domain'
import type { Delivery } from '@cronicl/jobs'
import type { JobHandler } from './job-handler.ts'

/** What running a job needs besides what its handler asks for. */
export type WorkContext = Pick<DomainContext, 'db' | 'transact' | 'clock' | 'config' | 'jobEvents' | 'log'>

export interface Work<Context extends WorkContext> {
  ctx: Context
  delivery: Delivery
  handler: JobHandler<Context>
  /** Aborts when the worker shuts down and hands back what it has, also what it is given after that. */
  shutdown: AbortSignal
}

/** How long a handler may take to stop when it is told to; after that it is left behind, fenced out of everything. */
const stopWithinMs = 10 * secondMs

/**
 * Does what one delivery asks for. Returns when the message has served: the job has ended, is on the queue under
 * another message, or is somebody else's. Throws when nothing could be recorded, so that the message comes again.
 */
export async function work<Context extends WorkContext>({
  ctx,
  delivery,
  handler,
  shutdown,
}: Work<Context>): Promise<void> {
  const { definition, carrierId } = delivery
  const startedMs = monotonicMs()
  const payload = definition.payload.parse(delivery.payload)
  const claimed = await claimJob(ctx, { payload, carrierId, delivery: delivery.number })
  if (!claimed) return ctx.log.debug({ carrierId }, 'a stale message was dropped')
  await using attempt = openAttempt(ctx, claimed, { timeoutMs: definition.policy.timeoutMs, signal: delivery.signal })
  const onShutdown = (): void => attempt.stop('shutdown')
  shutdown.addEventListener('abort', onShutdown, { once: true })
  if (shutdown.aborted) onShutdown()
  try {
    // What arrives while the worker shuts down goes straight back; its handler need not be told to stop before it began.
    const error = shutdown.aborted ? undefined : await settle(attempt, handler(ctx, attempt.running))
    const ending = await conclude(ctx, delivery, claimed, attempt, error)
    const level = ending === 'failed' ? 'warn' : 'info'
    const tookMs = Math.round(monotonicMs() - startedMs)
    ctx.log[level](
      { kind: claimed.kind, attempt: claimed.attempt, ending, tookMs, ...(error ? { err: error } : {}) },
      'an attempt has ended',
    )
  } finally {
    shutdown.removeEventListener('abort', onShutdown)
  }
}

/** The handler's error, or undefined when it returned. Does not wait for ever for one that was told to stop. */
async function settle(attempt: Attempt, handling: Promise<void>): Promise<unknown> {
  const { signal } = attempt.running
  const returned = new AbortController()
  const settled = handling.then(
    () => undefined,
    (error: unknown) => error ?? new Error('the handler threw nothing'),
  )
  const stopped = new Promise<unknown>((resolve) => {
    const leave = (): void => {
      sleep(stopWithinMs, undefined, { signal: returned.signal }).then(
        () => resolve(new Error(`the handler did not stop within ${stopWithinMs / secondMs} s and was left behind`)),
        () => {},
      )
    }
    if (signal.aborted) leave()
    else signal.addEventListener('abort', leave, { once: true })
  })
  try {
    return await Promise.race([settled, stopped])
  } finally {
    returned.abort()
  }
}

type Ending = 'succeeded' | 'retrying' | 'failed' | 'handed back' | 'canceled' | 'lost'

async function conclude(
  ctx: WorkContext,
  delivery: Delivery,
  claimed: ClaimedJob,
  attempt: Attempt,
  error: unknown,
): Promise<Ending> {
  const { definition } = delivery
  if (attempt.succeeded) return 'succeeded'
  switch (attempt.stopReason) {
    case 'canceled':
    case 'lost':
      return attempt.stopReason
    case 'shutdown':
      return (await ctx.transact((tx) => requeueJob(tx, definition, claimed))) ? 'handed back' : 'lost'
    case 'timeout': {
      const minutes = Math.round(definition.policy.timeoutMs / minuteMs)
      return failJob(
        ctx,
        definition,
        claimed,
        new AppError('INTERNAL_ERROR', `The work took longer than the ${minutes} minutes it may take and was stopped.`),
      )
    }
    default:
      return failJob(
        ctx,
        definition,
        claimed,
        error ?? new Error(`the handler of ${definition.name} returned without an outcome`),
      )
  }
}
