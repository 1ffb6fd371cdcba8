import type { MintId } from '../story-format.ts'

/** Ids that count up and sort as they were made. */
export function countingIds(): MintId {
  let last = 0
  return (kind) => `${kind}_${String(++last).padStart(9, '0')}`
}
