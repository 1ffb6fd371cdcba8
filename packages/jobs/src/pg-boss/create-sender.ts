import { secondMs } from '@cronicl/core'
import { PgBoss, fromPrisma } from 'pg-boss'
import type { Sender, SqlExecutor } from '../queue.ts'

/**
 * The sending side of the queue. It has no connection, timer or listener of its own: it writes through the caller's
 * transaction, so a message and the row it belongs to are committed together or not at all. The queue must be
 * installed (`installQueue`).
 */
export function createSender(db: SqlExecutor): Sender {
  const boss = new PgBoss({
    db: fromPrisma(db),
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
        const sent = await boss.send(definition.name, definition.payload.parse(payload), {
          id,
          ...startAfter,
          ...(options.group === undefined ? {} : { group: { id: options.group } }),
          ...(options.priority ? { priority: options.priority } : {}),
          db: fromPrisma(tx),
        })
        if (sent === null) throw new Error(`message ${id} is already on the queue ${definition.name}`)
        return sent
      },
  }
}
