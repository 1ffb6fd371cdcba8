import { dayMs, hourMs, minuteMs, secondMs } from '@cronicl/core'
import type { Queue } from 'pg-boss'
import type { ChoreDefinition } from '../chores/define-chore.ts'
import type { JobDefinition } from '../definitions/define-job.ts'

/** Where messages go whose workers died too often. */
export const deadLetterQueue = 'dead-letter'

/** A worker that says nothing for this long is dead; 10 s is the least that pg-boss takes. */
const heartbeatS = 10
export const heartbeatRefreshS = 3

/** How pg-boss is told to carry a kind of job. Failures of handlers never reach it: the row's policy decides those. */
export function queueOptions(definition: JobDefinition): Omit<Queue, 'name'> {
  return {
    retryLimit: definition.policy.maxDeaths,
    // Also the pause after a worker's death, so it stays short and does not grow.
    retryDelay: 1,
    retryBackoff: false,
    heartbeatSeconds: heartbeatS,
    // Only a backstop: the worker aborts the attempt at its timeout and says so.
    expireInSeconds: Math.min(
      Math.ceil((definition.policy.timeoutMs + 2 * minuteMs) / secondMs),
      (24 * hourMs) / secondMs,
    ),
    deadLetter: deadLetterQueue,
    notify: true,
    ...keeping(),
  }
}

/** How pg-boss is told to carry a kind of chore. What is given up leaves nothing but a line in the log. */
export function choreQueueOptions({ policy }: ChoreDefinition): Omit<Queue, 'name'> {
  return {
    retryLimit: policy.maxDeliveries - 1,
    retryDelay: Math.ceil(policy.retryDelayMs / secondMs),
    retryBackoff: false,
    heartbeatSeconds: heartbeatS,
    expireInSeconds: Math.ceil((policy.timeoutMs + 2 * minuteMs) / secondMs),
    notify: true,
    ...keeping(),
  }
}

export const deadLetterOptions: Omit<Queue, 'name'> = {
  retryLimit: 1_000,
  retryDelay: 10,
  expireInSeconds: 60,
  ...keeping(),
}

/** Messages that were carried are of no use to anyone; those that wait must never expire, however long the backlog. */
function keeping(): Omit<Queue, 'name'> {
  return { retentionSeconds: (365 * dayMs) / secondMs, deleteAfterSeconds: (10 * minuteMs) / secondMs }
}
