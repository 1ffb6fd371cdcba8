import type { Change } from '@cronicl/core'
import { type DeletedRow, type StoredRow, type Target, deleteRows, insertRows, updateRows } from './bulk-write.ts'
import { type NetChange, foldChanges } from './fold-changes.ts'
import { type NodePlaces, dropLeftStrands, insertStrands, planPlaces, writeMoves } from './place-nodes.ts'
import { type RowTable, toStored } from './story-tables.ts'

export interface Written {
  /** What the timeline's own row gets; null when the head stays. */
  head: Readonly<Record<string, unknown>> | null
  lastStrand: number
  /** Rows that are gone for good, by id. */
  deleted: ReadonlyMap<string, DeletedRow>
}

const tables = ['branch', 'element', 'fact'] as const satisfies RowTable[]

/**
 * Writes what `changes` come to, in a number of statements that depends on the kinds of change, never on how many rows
 * there are. The order is the one that references and unique names ask for: what goes makes room first, nodes come
 * before what points to them, and go last. The head is left to the caller, who writes the timeline's row anyway.
 */
export async function writeChanges(to: Target, changes: readonly Change[], lastStrand: number): Promise<Written> {
  const net = foldChanges(changes)
  const places = await planPlaces(to, changesOf(net), lastStrand)
  const deleted: DeletedRow[] = []
  for (const table of tables) deleted.push(...(await deleteRows(to, table, goingFrom(net, table))))
  if (places) await insertStrands(to, places)
  await insertRows(to, 'node', comingTo(net, 'node', places))
  await updateRows(to, 'node', changedIn(net, 'node'))
  if (places) await writeMoves(to, places)
  for (const table of tables) {
    await updateRows(to, table, changedIn(net, table))
    await insertRows(to, table, comingTo(net, table, null))
  }
  deleted.push(...(await deleteRows(to, 'node', goingFrom(net, 'node'))))
  if (places) await dropLeftStrands(to, places)
  return {
    head: net.find((change) => change.table === 'head')?.after ?? null,
    lastStrand: places?.lastStrand ?? lastStrand,
    deleted: new Map(deleted.map((row) => [row.id, row])),
  }
}

/**
 * `changes` as they are kept: what the story does not say of a row that is gone goes with it, so that it can come back
 * as it was. Its version is the next one, or an editor who held it before could overwrite what came after.
 */
export function rememberDeleted(changes: readonly Change[], deleted: Written['deleted']): Change[] {
  return changes.map((change) => {
    const row = deleted.get(change.id)
    if (!row || (change.before !== null && change.after !== null)) return change
    const kept = {
      createdAt: row.createdAt.toISOString(),
      ...(row.version === null ? {} : { version: row.version + 1 }),
    }
    const side = change.before === null ? 'after' : 'before'
    return { ...change, [side]: { ...change[side], ...kept } }
  })
}

function changesOf(net: readonly NetChange[]): Change[] {
  return net as Change[]
}

function goingFrom(net: readonly NetChange[], table: RowTable): string[] {
  return net.filter((change) => change.table === table && change.after === null).map((change) => change.id)
}

function comingTo(net: readonly NetChange[], table: RowTable, places: NodePlaces | null): StoredRow[] {
  const rows: StoredRow[] = []
  for (const { table: of, id, before, after } of net) {
    if (of !== table || before !== null || after === null) continue
    const values = { ...toStored(table, after), ...places?.places.get(id) }
    rows.push({ id, values, ...(typeof after.createdAt === 'string' ? { createdAt: after.createdAt } : {}) })
  }
  return rows
}

function changedIn(net: readonly NetChange[], table: RowTable): StoredRow[] {
  const rows: StoredRow[] = []
  for (const { table: of, id, before, after } of net)
    if (of === table && before !== null && after !== null) rows.push({ id, values: toStored(table, after) })
  return rows
}
