import { monotonicMs } from '@cronicl/core'
import type { DomainContext } from '@cronicl/domain'
import type { ChoreDelivery } from '@cronicl/jobs'
import type { ChoreHandler } from './chore-handler.ts'

export interface ChoreRun<Context extends Pick<DomainContext, 'log'>> {
  ctx: Context
  delivery: ChoreDelivery
  handler: ChoreHandler<never, Context>
  /** Aborts when the worker shuts down. */
  shutdown: AbortSignal
}

/**
 * Does what one delivery of a chore asks for. Throws when it failed, was stopped or took too long, so that the message
 * comes again; the last time is an error in the log, and all there is of it.
 */
export async function runChore<Context extends Pick<DomainContext, 'log'>>({
  ctx,
  delivery,
  handler,
  shutdown,
}: ChoreRun<Context>): Promise<void> {
  const { definition, number } = delivery
  const { maxDeliveries, timeoutMs } = definition.policy
  const startedMs = monotonicMs()
  const tooLate = new AbortController()
  const timer = setTimeout(() => tooLate.abort(new Error(`${definition.name} took longer than it may`)), timeoutMs)
  const signal = AbortSignal.any([delivery.signal, shutdown, tooLate.signal])
  try {
    signal.throwIfAborted()
    const outcome = await handler(ctx, definition.payload.parse(delivery.payload) as never, signal)
    ctx.log.debug(
      { chore: definition.name, outcome, tookMs: Math.round(monotonicMs() - startedMs) },
      'a chore was done',
    )
  } catch (err) {
    const level = shutdown.aborted || delivery.signal.aborted ? 'debug' : number < maxDeliveries ? 'warn' : 'error'
    ctx.log[level]({ err, chore: definition.name, delivery: number, of: maxDeliveries }, 'a chore was not done')
    throw err
  } finally {
    clearTimeout(timer)
  }
}
