import { definitionOfKind } from '@cronicl/jobs'
import { claimJob } from '../../jobs/claim-job.ts'
import { failJob } from '../../jobs/fail-job.ts'
import { type Attempt, openAttempt } from '../../jobs/open-attempt.ts'
import { requeueJob } from '../../jobs/requeue-job.ts'
import { runGeneration } from '../run-generation.ts'
import type { Sleep } from '../waiting.ts'
import { ProcessDied } from './dying-context.ts'
import type { GenerationHouse, HouseContext } from './open-generation-house.ts'

export type Ending =
  | 'succeeded'
  | 'canceled'
  | 'retrying'
  | 'failed'
  | 'lost'
  | 'handed back'
  | 'died'
  | 'nothing to do'

export interface AttemptOptions {
  /** Called in place of each wait, before the clock is turned by it. */
  onWait?: (attempt: Attempt, ms: number) => Promise<void> | void
  /** The context of whoever watches over the handler, when the handler's own one dies. */
  watch?: HouseContext
}

/** What a worker does with the next delivery of the job's message; waits pass at once and turn the clock. */
export async function runAttempt(
  house: GenerationHouse,
  ctx: HouseContext,
  jobId: string,
  options: AttemptOptions = {},
): Promise<Ending> {
  const { carrierId, attempts, kind } = await house.db.job.findUniqueOrThrow({ where: { id: jobId } })
  const [message] = await house.db.$queryRawUnsafe<{ data: { jobId: string; attemptBase: number } }[]>(
    'SELECT data FROM pgboss.job WHERE id = $1::uuid',
    carrierId,
  )
  const definition = definitionOfKind(kind)
  if (!message || !definition) throw new Error('the job has no message')
  const watch = options.watch ?? ctx
  const delivery = attempts - message.data.attemptBase + 1
  const claimed = await claimJob(watch, { payload: message.data, carrierId, delivery })
  if (!claimed) return 'nothing to do'
  const { timeoutMs } = definition.policy
  const attempt = openAttempt({ ...watch, transact: ctx.transact }, claimed, {
    timeoutMs,
    signal: new AbortController().signal,
  })
  const sleep: Sleep = async (ms, signal) => {
    if (signal.aborted) return
    await options.onWait?.(attempt, ms)
    if (!signal.aborted) house.clock.advance(ms)
  }
  try {
    await runGeneration(ctx, attempt.running, { sleep })
    return attempt.stopReason === 'canceled' ? 'canceled' : 'succeeded'
  } catch (error) {
    if (error instanceof ProcessDied) return 'died'
    if (attempt.stopReason === 'shutdown')
      return (await watch.transact((tx) => requeueJob(tx, definition, claimed))) ? 'handed back' : 'lost'
    return failJob(watch, definition, claimed, error)
  } finally {
    await attempt[Symbol.asyncDispose]()
  }
}
