import { availableParallelism } from 'node:os'
import { minuteMs, secondMs } from '@cronicl/core'
import { type JobWithMetadata, PgBoss } from 'pg-boss'
import type { JobDefinition } from '../definitions/define-job.ts'
import type { ConsumeOptions, Consumer } from '../queue.ts'
import { consumeChores } from './consume-chores.ts'
import { deadLetterQueue, heartbeatRefreshS } from './queue-options.ts'

/**
 * Takes messages and hands them to `onDelivery`, as many at a time as each policy allows. A message is picked up when
 * its notification arrives at commit; a look at every `pollMs` finds what comes due without one (retries, messages of
 * dead workers). Every consumer also watches over the others' heartbeats.
 */
export async function consume<Definition extends JobDefinition>(
  options: ConsumeOptions<Definition>,
): Promise<Consumer> {
  const { definitions, log, chores } = options
  const slots = definitions.map((definition) => ({ definition, count: concurrencyOf(definition, options) }))
  const total = slots.reduce((sum, { count }) => sum + count, chores ? 2 : 0)
  const boss = new PgBoss({
    connectionString: options.url,
    application_name: 'cronicl-worker',
    max: Math.min(10, total + 2),
    migrate: false,
    createSchema: false,
    schedule: false,
    useListenNotify: true,
    supervise: true,
    superviseIntervalSeconds: 1,
    monitorIntervalSeconds: 1,
    maintenanceIntervalSeconds: (10 * minuteMs) / secondMs,
  })
  boss.on('error', (error) => log.error({ err: error }, 'the queue reported an error'))
  boss.on('warning', (warning) => log.warn({ warning }, 'the queue reported a warning'))
  await boss.start()
  const pollS = (options.pollMs ?? secondMs) / secondMs
  const polling = { pollingIntervalSeconds: pollS, notifyPollingIntervalSeconds: pollS }
  for (const { definition, count } of slots) {
    for (let slot = 0; slot < count; slot++) {
      let id = ''
      id = await boss.work(
        definition.name,
        { ...polling, heartbeatRefreshSeconds: heartbeatRefreshS },
        async ([message]) => {
          if (!message) return
          const { id: carrierId, data: payload, signal, retryCount } = message
          try {
            await options.onDelivery({ definition, carrierId, payload, signal, number: retryCount + 1 })
          } finally {
            // Notifications that came meanwhile have collapsed into one: go on until the queue is empty.
            boss.notifyWorker(id)
          }
        },
      )
    }
  }
  await boss.work(
    deadLetterQueue,
    { ...polling, includeMetadata: true },
    async ([letter]: JobWithMetadata<object>[]) => {
      const { sourceName, sourceId, data: payload } = letter ?? {}
      if (sourceName && sourceId)
        await options.onDeadLetter({ definitionName: sourceName, carrierId: sourceId, payload })
    },
  )
  const stopPlanting = chores ? await consumeChores(boss, chores, log) : () => {}
  const names = [...definitions, ...(chores?.definitions ?? [])].map(({ name }) => name).concat(deadLetterQueue)
  return {
    drain: async () => {
      stopPlanting()
      await Promise.all(names.map((name) => boss.offWork(name, { wait: true })))
    },
    close: () => {
      stopPlanting()
      return boss.stop({ graceful: false })
    },
  }
}

function concurrencyOf<Definition extends JobDefinition>(
  definition: Definition,
  options: ConsumeOptions<Definition>,
): number {
  const name: Definition['name'] = definition.name
  const { concurrency } = definition.policy
  return options.concurrency?.[name] ?? (concurrency === 'cores' ? availableParallelism() : concurrency)
}
