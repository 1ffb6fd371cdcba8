import { newId } from '@cronicl/core'
import { webhookSend } from '@cronicl/jobs'
import type { Transaction } from '../context.ts'

export interface NewDelivery {
  endpointId: string
  userId: string
  eventId: string
  eventType: string
  body: string
}

export interface DeliveryOptions {
  at: Date
  /** Endpoints that are failing: what is for them is sent after everything else. */
  failing?: ReadonlySet<string>
}

/** Inserts messages on their way to endpoints, and what carries each, in the caller's transaction. Returns their ids. */
export async function startDeliveries(
  { db, enqueue }: Transaction,
  deliveries: readonly NewDelivery[],
  { at, failing }: DeliveryOptions,
): Promise<string[]> {
  const rows = deliveries.map((delivery) => ({
    ...delivery,
    id: newId('webhookMessage', at.getTime()),
    nextAttemptAt: at,
    createdAt: at,
  }))
  await db.webhookDelivery.createMany({ data: rows })
  for (const { id, endpointId } of rows) {
    const priority = failing?.has(endpointId) ? -1 : 0
    await enqueue(webhookSend, { deliveryId: id }, { group: endpointId, priority })
  }
  return rows.map(({ id }) => id)
}
