import type { z } from 'zod'

/** The output of a subscription. */
export interface EventStream<Event extends z.ZodType> {
  (events: unknown): AsyncIterable<z.output<Event>>
  /** What each event is. */
  event: Event
}

/**
 * Says what a subscription's events are: their type for the typed client, which would otherwise carry the server's own
 * declarations, and their schema for the OpenAPI document. The events themselves are passed on as they are.
 */
export function eventStream<Event extends z.ZodType>(event: Event): EventStream<Event> {
  return Object.assign((events: unknown) => events as AsyncIterable<z.output<Event>>, { event })
}
