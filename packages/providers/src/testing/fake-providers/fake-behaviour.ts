/**
 * What becomes of a create. Of those that say no (`rate-limit`, `no-credit`, `bad-key`, `refuse`, `error`, `cut`) nothing
 * is accepted. The rest accept it, whatever the caller gets to hear: a good answer, one that cannot be read
 * (`accept-malformed`), HTTP 500 (`accept-error`), a lost connection (`accept-cut`), or nothing (`accept-silent`).
 */
export type CreateAnswer =
  | 'accept'
  | 'accept-malformed'
  | 'accept-error'
  | 'accept-cut'
  | 'accept-silent'
  | 'rate-limit'
  | 'no-credit'
  | 'bad-key'
  | 'refuse'
  | 'error'
  | 'cut'

/** How work ends. `malformed`: it is told to have succeeded, with an output that is none. */
export type Outcome = 'succeed' | 'fail' | 'filter' | 'cancel' | 'malformed'

export interface FakeBehaviour {
  create: CreateAnswer
  outcome: Outcome
  /** From the create to the end, in milliseconds; null: until `finish` is called. */
  finishAfterMs: number | null
  /** How late the create is answered; it is accepted at once. */
  answerAfterMs: number
  /** When the end is told to the webhook of the create; `twice` tells it twice. */
  webhook: 'after' | 'before-answer' | 'twice' | 'never'
  /** How every other request (status, cancel, list) is answered. */
  others: 'answer' | 'rate-limit' | 'error' | 'malformed' | 'cut' | 'silent'
}

export const goodBehaviour: FakeBehaviour = {
  create: 'accept',
  outcome: 'succeed',
  finishAfterMs: 0,
  answerAfterMs: 0,
  webhook: 'after',
  others: 'answer',
}

export function accepts({ create }: FakeBehaviour): boolean {
  return create.startsWith('accept')
}
