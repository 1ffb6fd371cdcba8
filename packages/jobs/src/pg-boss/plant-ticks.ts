import { createHash } from 'node:crypto'
import type { PgBoss } from 'pg-boss'
import { type ChoreDefinition, nextTick } from '../chores/define-chore.ts'

/**
 * Puts the next message of every scheduled chore on its queue, to be delivered when it is due. Its id is made of the
 * chore and the time, so of any number of hosts that plant it one does; and once it stands in the queue, no host is
 * needed for it to come due. Only the database's clock is asked: a host whose own is wrong plants the same as others.
 * When all hosts were away, the tick that they missed is delivered once, and the next planted is the next to come.
 */
export async function plantTicks(boss: PgBoss, chores: readonly ChoreDefinition[]): Promise<void> {
  const { rows } = (await boss.getDb().executeSql('SELECT (extract(epoch FROM now()) * 1000)::float8 AS ms')) as {
    rows: [{ ms: number }]
  }
  const at = new Date(rows[0].ms)
  for (const { name, schedule } of chores) {
    if (!schedule) continue
    const startAfter = nextTick(schedule, at)
    await boss.send(name, {}, { id: tickId(name, startAfter), startAfter })
  }
}

/** A UUID that says which tick it is (version 8: made by the application, RFC 9562). */
function tickId(name: string, at: Date): string {
  const hex = createHash('sha256').update(`${name}\n${at.toISOString()}`).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
