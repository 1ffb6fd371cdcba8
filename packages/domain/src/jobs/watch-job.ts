import { secondMs } from '@cronicl/core'
import { z } from 'zod'
import type { DomainContext } from '../context.ts'
import { findJob } from './get-job.ts'
import { type JobView, isTerminal, toJobView } from './job-view.ts'

export const watchJobInput = z.strictObject({
  id: z.string().max(64),
  lastEventId: z
    .string()
    .regex(/^\d{1,10}$/)
    .optional()
    .describe('Id of the event that was seen last; nothing older is sent'),
})

export interface JobEvent {
  /** Rises with every change of the job; the event's id. */
  revision: number
  job: JobView
}

/** How long a notification that got lost can go unnoticed. */
const lookAgainMs = 15 * secondMs

type WatchContext = Pick<DomainContext, 'db' | 'actor' | 'blobs' | 'config' | 'jobEvents'>

/**
 * The job's state now, and then each newer one, until it has ended or `signal` aborts. States that pass faster than
 * they are taken are skipped; the last one never is. `NOT_FOUND` for another user's job.
 */
export async function* watchJob(
  ctx: WatchContext,
  input: z.infer<typeof watchJobInput>,
  signal?: AbortSignal,
): AsyncGenerator<JobEvent> {
  const changes = changeFlag(signal)
  const unsubscribe = ctx.jobEvents.subscribe(input.id, changes.raise)
  let seen = Number(input.lastEventId ?? -1)
  try {
    while (!signal?.aborted) {
      const row = await findJob(ctx, input.id)
      if (row.revision > seen) {
        seen = row.revision
        yield { revision: row.revision, job: await toJobView(ctx, row) }
      }
      if (isTerminal(row.status)) return
      await changes.next(lookAgainMs)
    }
  } finally {
    unsubscribe()
    changes.close()
  }
}

/** Waits for the next change, or not at all when there was one while nobody waited. */
function changeFlag(signal: AbortSignal | undefined): {
  raise(): void
  next(timeoutMs: number): Promise<void>
  close(): void
} {
  let raised = false
  let wake = (): void => {}
  const raise = (): void => {
    raised = true
    wake()
  }
  signal?.addEventListener('abort', raise, { once: true })
  return {
    raise,
    next: async (timeoutMs) => {
      if (!raised) {
        const { promise, resolve } = Promise.withResolvers<void>()
        wake = resolve
        const timer = setTimeout(resolve, timeoutMs)
        await promise
        clearTimeout(timer)
      }
      raised = false
    },
    close: () => signal?.removeEventListener('abort', raise),
  }
}
