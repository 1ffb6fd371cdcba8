import type { NewId } from '../../edits/row-change.ts'

/** Ids that count up and sort as they were made. */
export function countingIds(): NewId {
  let last = 0
  return (kind) => `${kind}_${String(++last).padStart(9, '0')}`
}
