import { dayMs } from '@cronicl/core'
import type { z } from 'zod'

/** How a kind of chore is run and when it is given up. */
export interface ChorePolicy {
  /** How many of them one worker process runs at a time. */
  concurrency: number
  /** How many of one group (`EnqueueOptions.group`) run at a time, over all hosts. Unlimited when left out. */
  perGroup?: number
  /** Deliveries of a message after which it is given up, those whose worker died included. */
  maxDeliveries: number
  /** The pause before the next one. */
  retryDelayMs: number
  /** A run is aborted after this long. */
  timeoutMs: number
}

/** When a chore is due by itself: each `everyMs` from midnight UTC on, later by `offsetMs`. */
export interface ChoreSchedule {
  /** A day or a part that it is a multiple of. */
  everyMs: number
  offsetMs: number
}

/** Work of the house that no user waits for and that has no row of its own: it may be run again at any time. */
export interface ChoreDefinition<Name extends string = string, Payload extends object = object> {
  /** Noun-verb; also the queue's name. */
  name: Name
  payload: z.ZodType<Payload>
  policy: ChorePolicy
  /** Due once for all hosts; its message then has the payload `{}`. */
  schedule?: ChoreSchedule
}

/** Declares a kind of chore. It needs a line in the registry and a handler in apps/worker. */
export function defineChore<const Name extends string, Payload extends object>(
  definition: ChoreDefinition<Name, Payload>,
): ChoreDefinition<Name, Payload> {
  const { name, payload, policy, schedule } = definition
  if (policy.maxDeliveries < 1 || policy.concurrency < 1 || policy.timeoutMs < 1_000)
    throw new RangeError(`${name}: nothing could ever run under this policy`)
  if (schedule && (dayMs % schedule.everyMs !== 0 || schedule.offsetMs < 0 || schedule.offsetMs >= schedule.everyMs))
    throw new RangeError(`${name}: a schedule divides the day, and its offset is a part of one period`)
  if (schedule) payload.parse({})
  return definition
}

/** The first time after `at` that a schedule is due. */
export function nextTick(schedule: ChoreSchedule, at: Date): Date {
  const { everyMs, offsetMs } = schedule
  return new Date((Math.floor((at.getTime() - offsetMs) / everyMs) + 1) * everyMs + offsetMs)
}
