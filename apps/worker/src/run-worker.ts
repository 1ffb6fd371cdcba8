import { setTimeout as sleep } from 'node:timers/promises'
import { type Logger, secondMs } from '@cronicl/core'
import { buryJob } from '@cronicl/domain'
import {
  type ChoreConsumption,
  type ChoreDefinition,
  type ConsumeOptions,
  type JobDefinition,
  consume,
  jobPayload,
} from '@cronicl/jobs'
import type { ChoreHandler } from './chores/chore-handler.ts'
import { runChore } from './chores/run-chore.ts'
import type { JobHandlers } from './job-handler.ts'
import { type WorkContext, work } from './work.ts'

export interface WorkerOptions<Context extends WorkContext, Definition extends JobDefinition> {
  /** Session connection string of the database. */
  url: string
  definitions: readonly Definition[]
  handlers: JobHandlers<Context, Definition['name']>
  /** A fresh context for each delivery; `log` is bound to the job. */
  context(scope: { jobId: string; log: Logger }): Context
  log: Logger
  /** Work of the house that is done beside jobs. */
  chores?: WorkerChores<Context>
  concurrency?: ConsumeOptions<Definition>['concurrency']
  pollMs?: number
}

export interface WorkerChores<Context> {
  definitions: readonly ChoreDefinition[]
  handlers: Readonly<Record<string, ChoreHandler<never, Context>>>
  context(): Context
}

export interface RunningWorker {
  /**
   * Takes no more jobs, lets those in hand finish for `finishMs`, hands the rest back to be run elsewhere at once, and
   * lets go of everything within about `finishMs + 10 s`.
   */
  stop(options?: { finishMs?: number }): Promise<void>
}

const handBackMs = 8 * secondMs

/** Takes jobs from the queue and runs them until it is stopped. */
export async function runWorker<Context extends WorkContext, Definition extends JobDefinition>(
  options: WorkerOptions<Context, Definition>,
): Promise<RunningWorker> {
  const { log, handlers } = options
  const shutdown = new AbortController()
  const contextOf = (payload: unknown): Context => {
    const jobId = jobPayload.safeParse(payload).data?.jobId ?? 'unknown'
    return options.context({ jobId, log: log.child({ jobId }) })
  }
  const consumer = await consume({
    url: options.url,
    definitions: options.definitions,
    log,
    ...(options.concurrency ? { concurrency: options.concurrency } : {}),
    ...(options.chores ? { chores: consumptionOf(options.chores, shutdown.signal) } : {}),
    ...(options.pollMs ? { pollMs: options.pollMs } : {}),
    onDelivery: async (delivery) => {
      const name: Definition['name'] = delivery.definition.name
      const ctx = contextOf(delivery.payload)
      try {
        await work({ ctx, delivery, handler: handlers[name], shutdown: shutdown.signal })
      } catch (err) {
        ctx.log.error({ err, delivery: delivery.number }, 'nothing could be recorded of a delivery; it will come again')
        throw err
      }
    },
    onDeadLetter: async ({ payload, carrierId, definitionName }) => {
      const { jobId } = jobPayload.parse(payload)
      const buried = await buryJob(contextOf(payload), { jobId, carrierId })
      if (buried) log.error({ jobId, definitionName }, 'a job was given up: its workers died too often')
    },
  })
  return {
    stop: async ({ finishMs = 15 * secondMs } = {}) => {
      const drained = consumer.drain()
      if (await within(drained, finishMs)) return consumer.close()
      shutdown.abort()
      await within(drained, handBackMs)
      await consumer.close()
    },
  }
}

function consumptionOf<Context extends WorkContext>(
  chores: WorkerChores<Context>,
  shutdown: AbortSignal,
): ChoreConsumption {
  return {
    definitions: chores.definitions,
    onDelivery: (delivery) => {
      const handler = chores.handlers[delivery.definition.name]
      if (!handler) throw new Error(`nobody does the chore ${delivery.definition.name}`)
      return runChore({ ctx: chores.context(), delivery, handler, shutdown })
    },
  }
}

async function within(promise: Promise<unknown>, ms: number): Promise<boolean> {
  const settled = new AbortController()
  try {
    return await Promise.race([promise.then(() => true), sleep(ms, false, { signal: settled.signal })])
  } finally {
    settled.abort()
  }
}
