import type { Db } from '@cronicl/db'
import type { DomainContext } from '../context.ts'
import { eventBody } from './event-body.ts'
import { type EventRow, eventData } from './event-data.ts'
import { type NewDelivery, startDeliveries } from './start-deliveries.ts'

type RelayContext = Pick<DomainContext, 'transact' | 'blobs' | 'config' | 'clock' | 'log'>

/**
 * Makes deliveries of events that were written down, each to every endpoint of its user that wants it, and takes the
 * events away: in one transaction, so each becomes its deliveries once, whoever else relays and whoever dies. Returns
 * how many events it took, at most `limit`.
 */
export async function relayEvents(ctx: RelayContext, limit = 50): Promise<number> {
  return ctx.transact(async (tx) => {
    const { db } = tx
    const events = await db.$queryRaw<EventRow[]>`
      SELECT id, user_id AS "userId", type, payload, created_at AS "createdAt" FROM events
      ORDER BY id LIMIT ${limit} FOR UPDATE SKIP LOCKED`
    if (events.length === 0) return 0
    const endpoints = await endpointsOf(db, events)
    const data = await eventData({ ...ctx, db }, events)
    const deliveries: NewDelivery[] = events.flatMap((event) => {
      const shown = data.get(event.id)
      if (!shown) return []
      const body = eventBody(event.type, event.createdAt, shown)
      return endpoints
        .filter(({ userId, eventTypes }) => userId === event.userId && wants(eventTypes, event.type))
        .map(({ id }) => ({ endpointId: id, userId: event.userId, eventId: event.id, eventType: event.type, body }))
    })
    const failing = new Set(endpoints.filter(({ failingSince }) => failingSince !== null).map(({ id }) => id))
    await startDeliveries(tx, deliveries, { at: ctx.clock.now(), failing })
    await db.event.deleteMany({ where: { id: { in: events.map(({ id }) => id) } } })
    return events.length
  })
}

function endpointsOf(db: Db, events: readonly EventRow[]) {
  return db.webhookEndpoint.findMany({
    where: { userId: { in: [...new Set(events.map(({ userId }) => userId))] }, disabledAt: null },
    orderBy: { id: 'asc' },
    select: { id: true, userId: true, eventTypes: true, failingSince: true },
  })
}

function wants(eventTypes: readonly string[], type: string): boolean {
  return eventTypes.includes('*') || eventTypes.includes(type)
}
