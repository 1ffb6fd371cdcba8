import type { DomainContext } from '@cronicl/domain'
import type { ChoreName, ChorePayload } from '@cronicl/jobs'

/**
 * Does a chore: calls one verb. It may be called again for the same message (a worker died, or it threw), so the verb
 * looks at the state of things first; it stops when `signal` aborts.
 */
export type ChoreHandler<Payload, Context = DomainContext> = (
  ctx: Context,
  payload: Payload,
  signal: AbortSignal,
) => Promise<unknown>

/** One handler for each kind of chore in the registry. */
export type ChoreHandlers = { readonly [Name in ChoreName]: ChoreHandler<ChorePayload<Name>> }
