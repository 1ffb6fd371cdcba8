import type { Enqueue, EnqueueOptions } from '../queue.ts'

export interface SentMessage {
  queue: string
  payload: object
  carrierId: string
  options: EnqueueOptions
}

/** An `Enqueue` that only keeps what it is given, for tests of what is sent; it knows nothing of transactions. */
export function recordEnqueues(): { enqueue: Enqueue; sent: SentMessage[] } {
  const sent: SentMessage[] = []
  return {
    sent,
    enqueue: async (definition, payload, options = {}) => {
      const carrierId = options.carrierId ?? crypto.randomUUID()
      sent.push({ queue: definition.name, payload: definition.payload.parse(payload), carrierId, options })
      return carrierId
    },
  }
}
