import type { ChoreDefinition } from './define-chore.ts'
import { flagsRaise } from './flags-raise.ts'
import { housekeeping } from './housekeeping.ts'
import { ledgerReconcile } from './ledger-reconcile.ts'
import { webhookSend } from './webhook-send.ts'

/** Every kind of chore: one line each here, and one handler each in apps/worker. */
export const chores = register({
  'webhook-send': webhookSend,
  housekeeping,
  'ledger-reconcile': ledgerReconcile,
  'flags-raise': flagsRaise,
})

export type ChoreName = keyof typeof chores

/** What the messages of a kind of chore carry. */
export type ChorePayload<Name extends ChoreName> =
  (typeof chores)[Name] extends ChoreDefinition<string, infer Payload> ? Payload : never

export const choreDefinitions: readonly ChoreDefinition<ChoreName>[] = Object.values(chores)

/** Holds the compiler to it that a definition stands under its own name. */
function register<Definitions extends { [Name in keyof Definitions]: ChoreDefinition<Name & string> }>(
  definitions: Definitions,
): Definitions {
  return definitions
}
