import { AsyncLocalStorage } from 'node:async_hooks'
import { secondMs } from '@cronicl/core'
import { PgBoss, fromPrisma } from 'pg-boss'
import type { Sender, SqlExecutor } from '../queue.ts'

/**
 * The sending side of the queue. It has no connection, timer or listener of its own: it writes through the caller's
 * transaction, so a message and the row it belongs to are committed together or not at all. The queue must be
 * installed (`installQueue`).
 */
export function createSender(db: SqlExecutor): Sender {
  // What pg-boss asks about a queue at its first message goes through the transaction too: a connection beside it may be
  // one that nobody gives back before the transaction ends.
  const sending = new AsyncLocalStorage<SqlExecutor>()
  const boss = new PgBoss({
    db: { executeSql: (text, values) => fromPrisma(sending.getStore() ?? db).executeSql(text, values) },
    migrate: false,
    createSchema: false,
    supervise: false,
    schedule: false,
  })
  return {
    within:
      (tx) =>
      async (definition, payload, options = {}) => {
        const id = options.carrierId ?? crypto.randomUUID()
        const startAfter = options.startAfterMs ? { startAfter: options.startAfterMs / secondMs } : {}
        const message = {
          id,
          ...startAfter,
          ...(options.group === undefined ? {} : { group: { id: options.group } }),
          ...(options.priority ? { priority: options.priority } : {}),
          db: fromPrisma(tx),
        }
        const data = definition.payload.parse(payload)
        const sent = await sending.run(tx, () => boss.send(definition.name, data, message))
        if (sent === null) throw new Error(`message ${id} is already on the queue ${definition.name}`)
        return sent
      },
  }
}
