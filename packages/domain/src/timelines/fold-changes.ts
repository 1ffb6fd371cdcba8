import type { Change } from '@cronicl/core'

/** What several changes of one row come to. */
export interface NetChange {
  table: Change['table']
  id: string
  before: Readonly<Record<string, unknown>> | null
  after: Readonly<Record<string, unknown>> | null
}

/** One change for each row that differs in the end, so that rows can be written in any order that their tables ask for. */
export function foldChanges(changes: readonly Change[]): NetChange[] {
  const net = new Map<string, NetChange>()
  for (const { table, id, before, after } of changes) {
    const key = `${table} ${id}`
    const change: NetChange = { table, id, before: { ...before }, after: { ...after } }
    if (before === null) change.before = null
    if (after === null) change.after = null
    const earlier = net.get(key)
    if (!earlier) net.set(key, change)
    else if (earlier.before === null && after === null) net.delete(key)
    else net.set(key, joined(earlier, change))
  }
  return [...net.values()]
}

function joined(earlier: NetChange, later: NetChange): NetChange {
  const { table, id } = earlier
  if (later.after === null) return { table, id, before: { ...later.before, ...earlier.before }, after: null }
  if (earlier.before === null) return { table, id, before: null, after: { ...earlier.after, ...later.after } }
  return { table, id, before: { ...later.before, ...earlier.before }, after: { ...earlier.after, ...later.after } }
}
