import type { Logger } from '@cronicl/core'
import type { z } from 'zod'
import type { ChoreDefinition } from './chores/define-chore.ts'
import type { JobDefinition } from './definitions/define-job.ts'

/** What can be sent: a kind of job or of chore. */
export interface MessageDefinition<Payload extends object> {
  name: string
  payload: z.ZodType<Payload>
}

export interface EnqueueOptions {
  /** Not delivered before this much time has passed. */
  startAfterMs?: number
  /** Higher ones are delivered first; 0 by default. */
  priority?: number
  /** The message's id, for a row that names its message; made up when it is missing. */
  carrierId?: string
  /** Whom it is for, where the definition says how many messages of one group may be in hand at a time. */
  group?: string
}

/** Puts a message on the definition's queue and returns its id. It exists once the caller's transaction commits. */
export type Enqueue = <Payload extends object>(
  definition: MessageDefinition<Payload>,
  payload: Payload,
  options?: EnqueueOptions,
) => Promise<string>

/** What the sender needs of a database or transaction; Prisma's client and its transactions have it. */
export interface SqlExecutor {
  $queryRawUnsafe<T = unknown>(query: string, ...values: unknown[]): Promise<T>
}

export interface Sender {
  /** The `Enqueue` whose messages commit or roll back with `tx`. */
  within(tx: SqlExecutor): Enqueue
}

/** One delivery of a message. A message whose worker died is delivered again. */
export interface Delivery<Definition extends JobDefinition = JobDefinition> {
  definition: Definition
  carrierId: string
  /** As it was sent; parse it with the definition. */
  payload: unknown
  /** 1 for the first delivery of this message; rises with each. Only the newest holds the message. */
  number: number
  /** Aborts when this delivery no longer holds the message. */
  signal: AbortSignal
}

/** One delivery of a chore's message. Throwing gives it back, until its policy has had enough. */
export interface ChoreDelivery<Chore extends ChoreDefinition = ChoreDefinition> {
  definition: Chore
  /** As it was sent; parse it with the definition. */
  payload: unknown
  /** 1 for the first delivery of this message. */
  number: number
  /** Aborts when this delivery no longer holds the message. */
  signal: AbortSignal
}

/** What is taken beside jobs. */
export interface ChoreConsumption<Chore extends ChoreDefinition = ChoreDefinition> {
  definitions: readonly Chore[]
  onDelivery(delivery: ChoreDelivery<Chore>): Promise<void>
}

/** A message that was given up: its workers died, or its deliveries threw, more often than the policy allows. */
export interface DeadLetter {
  definitionName: string
  carrierId: string
  payload: unknown
}

export interface ConsumeOptions<Definition extends JobDefinition> {
  /** Session connection string (no transaction pooler: it LISTENs). */
  url: string
  definitions: readonly Definition[]
  /** Resolves when the message is done with. Throwing gives it back to be delivered again. */
  onDelivery(delivery: Delivery<Definition>): Promise<void>
  onDeadLetter(letter: DeadLetter): Promise<void>
  /** Those with a schedule come due by themselves, as long as one consumer is there. */
  chores?: ChoreConsumption
  log: Logger
  /** Overrides of the policies' concurrency, by definition name. */
  concurrency?: Partial<Record<Definition['name'], number>>
  /** How often an idle queue is looked at without being notified: finds retries that have come due. */
  pollMs?: number
}

export interface Consumer {
  /** Takes no more messages and resolves when those in hand are done with. */
  drain(): Promise<void>
  /** Lets go at once: what is still in hand is delivered again, here or elsewhere. */
  close(): Promise<void>
}
