import type { Change, StoryTable, StoryTables } from '../changes.ts'
import type { JsonObject, Span } from '../model.ts'

/** A patch as inputs bring it: what is undefined is not meant. */
type Patch<T> = { [K in Exclude<keyof T, 'id' | 'version'>]?: T[K] | undefined }

/** The ids of new rows; `newId` of this package will do. */
export type NewId = (kind: 'node' | 'branch' | 'element' | 'fact') => string

/** A row that was not there before. */
export function inserted<T extends Exclude<StoryTable, 'head'>>(table: T, row: StoryTables[T]): Change {
  return { table, id: row.id, before: null, after: row } as Change
}

/** A row that is gone for good. */
export function deleted<T extends Exclude<StoryTable, 'head'>>(table: T, row: StoryTables[T]): Change {
  return { table, id: row.id, before: row, after: null } as Change
}

/** The fields of `patch` that differ from the row's: one change, or none when they are all the same. */
export function updated<T extends StoryTable>(table: T, row: StoryTables[T], patch: Patch<StoryTables[T]>): Change[] {
  const before: Record<string, unknown> = {}
  const after: Record<string, unknown> = {}
  for (const [field, value] of Object.entries(patch)) {
    const current = (row as unknown as Record<string, unknown>)[field]
    if (value === undefined || sameValue(current as FieldValue, value as FieldValue)) continue
    before[field] = current
    after[field] = value
  }
  const id = 'id' in row ? row.id : ''
  return Object.keys(after).length === 0 ? [] : [{ table, id, before, after }]
}

type FieldValue = JsonObject[string] | Span

/** Whether two values are the same as JSON: the order of an object's keys says nothing, and databases do not keep it. */
function sameValue(a: FieldValue, b: FieldValue): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a) !== Array.isArray(b)) return false
  const [left, right] = [new Map(Object.entries(a)), new Map(Object.entries(b))]
  if (left.size !== right.size) return false
  return [...left].every(([key, value]) => right.has(key) && sameValue(value, right.get(key) as FieldValue))
}
