import { secondMs } from '@cronicl/core'
import type { PgBoss } from 'pg-boss'
import type { ChoreConsumption, ConsumeOptions } from '../queue.ts'
import { plantTicks } from './plant-ticks.ts'
import { heartbeatRefreshS } from './queue-options.ts'

/** Long before the shortest schedule comes round; a host that was away catches up within it. */
const plantEveryMs = 30 * secondMs
/** Nobody waits for a chore by the second, and what is sent is notified of. */
const pollS = 5

/** Takes chores with the same boss, and keeps the scheduled ones coming due. Returns the function that ends the planting. */
export async function consumeChores(
  boss: PgBoss,
  { definitions, onDelivery }: ChoreConsumption,
  log: ConsumeOptions<never>['log'],
): Promise<() => void> {
  for (const definition of definitions) {
    const { concurrency, perGroup } = definition.policy
    for (let slot = 0; slot < concurrency; slot++) {
      let id = ''
      id = await boss.work(
        definition.name,
        {
          pollingIntervalSeconds: pollS,
          notifyPollingIntervalSeconds: pollS,
          heartbeatRefreshSeconds: heartbeatRefreshS,
          ...(perGroup === undefined ? {} : { groupConcurrency: perGroup }),
        },
        async ([message]) => {
          if (!message) return
          const { data: payload, signal, retryCount } = message
          try {
            await onDelivery({ definition, payload, signal, number: retryCount + 1 })
          } finally {
            boss.notifyWorker(id)
          }
        },
      )
    }
  }
  const plant = (): Promise<void> =>
    plantTicks(boss, definitions).catch((err: unknown) => log.warn({ err }, 'the next chores could not be planted'))
  await plant()
  const timer = setInterval(() => void plant(), plantEveryMs)
  return () => clearInterval(timer)
}
