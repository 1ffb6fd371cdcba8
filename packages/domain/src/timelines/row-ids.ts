import { type NewId, newId } from '@cronicl/core'
import type { Target } from './bulk-write.ts'

/** Ids of an edit's new rows, which sort by when it was made. */
export function rowIds({ at }: Pick<Target, 'at'>): NewId {
  return (kind) => newId(kind, at.getTime())
}
