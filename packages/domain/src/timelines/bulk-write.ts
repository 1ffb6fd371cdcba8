import { Prisma, type Db } from '@cronicl/db'
import { type RowTable, storyTables } from './story-tables.ts'

export interface StoredRow {
  id: string
  /** Fields of the table's columns. */
  values: Readonly<Record<string, unknown>>
  /** Of an inserted row that was there before; others begin now. */
  createdAt?: string
}

/** The story that is written to, and when. */
export interface Target {
  db: Db
  timelineId: string
  at: Date
}

export interface DeletedRow {
  id: string
  createdAt: Date
  /** Facts have none. */
  version: number | null
}

const raw = Prisma.raw

/**
 * Inserts rows of one table with all their fields, in one statement; a self reference may point to any of them. Rows
 * travel as one JSON text, so their number is not bound by the number of a statement's parameters.
 */
export async function insertRows(to: Target, table: RowTable, rows: readonly StoredRow[]): Promise<void> {
  if (rows.length === 0) return
  const { name, isVersioned } = storyTables[table]
  const fields = Object.keys(rows[0]?.values ?? {})
  const columns = fields.map((field) => columnOf(table, field))
  const names = columns.map((column) => column.name)
  const updated = isVersioned ? ['updated_at'] : []
  const place = table === 'fact' ? ['strand', 'depth'] : []
  const records = rows.map((row) => ({ id: row.id, created_at: row.createdAt ?? null, ...recordOf(table, row) }))
  await to.db.$executeRaw(Prisma.sql`
    INSERT INTO ${raw(name)} (${raw(['id', 'timeline_id', ...names, ...place, 'created_at', ...updated].join(', '))})
    SELECT r.id, ${to.timelineId}, ${raw(
      [...names.map((column) => `r.${column}`), ...place.map((column) => `n.${column}`)].join(', '),
    )}, coalesce(r.created_at, ${to.at}::timestamptz)${isVersioned ? Prisma.sql`, ${to.at}::timestamptz` : Prisma.empty}
    FROM jsonb_to_recordset(${JSON.stringify(records)}::jsonb)
      AS r(id text, created_at timestamptz, ${raw(columns.map((column) => `${column.name} ${column.type}`).join(', '))})
    ${table === 'fact' ? raw('JOIN story_nodes n ON n.id = r.node_id') : Prisma.empty}`)
}

/** Changes rows of one table: one statement for all that change the same fields. Throws when one of them is gone. */
export async function updateRows(to: Target, table: RowTable, rows: readonly StoredRow[]): Promise<void> {
  const groups = Map.groupBy(rows, (row) => Object.keys(row.values).toSorted().join())
  for (const group of groups.values()) await updateAlike(to, table, group)
}

async function updateAlike(to: Target, table: RowTable, rows: readonly StoredRow[]): Promise<void> {
  const { name, isVersioned } = storyTables[table]
  const columns = Object.keys(rows[0]?.values ?? {}).map((field) => columnOf(table, field))
  const sets = columns.map((column) => `${column.name} = r.${column.name}`)
  const records = rows.map((row) => ({ id: row.id, ...recordOf(table, row) }))
  // A fact that goes to another node stands where that one stands.
  const moves = table === 'fact' && columns.some((column) => column.name === 'node_id')
  const place = moves ? ['strand = n.strand', 'depth = n.depth'] : []
  const count = await to.db.$executeRaw(Prisma.sql`
    UPDATE ${raw(name)} t
    SET ${raw([...sets, ...place].join(', '))}${
      isVersioned ? Prisma.sql`, version = t.version + 1, updated_at = ${to.at}` : Prisma.empty
    }
    FROM jsonb_to_recordset(${JSON.stringify(records)}::jsonb)
      AS r(id text, ${raw(columns.map((column) => `${column.name} ${column.type}`).join(', '))})
    ${moves ? raw('JOIN story_nodes n ON n.id = r.node_id') : Prisma.empty}
    WHERE t.id = r.id AND t.timeline_id = ${to.timelineId}`)
  if (count !== rows.length) throw new Error(`${rows.length - count} of ${rows.length} rows of ${name} are gone.`)
}

/** Deletes rows of one table for good and tells when they were made. Throws when one of them is gone already. */
export async function deleteRows(to: Target, table: RowTable, ids: readonly string[]): Promise<DeletedRow[]> {
  if (ids.length === 0) return []
  const { name, isVersioned } = storyTables[table]
  const deleted = await to.db.$queryRaw<DeletedRow[]>(Prisma.sql`
    DELETE FROM ${raw(name)} WHERE id = ANY(${ids}::text[]) AND timeline_id = ${to.timelineId}
    RETURNING id, created_at AS "createdAt", ${raw(isVersioned ? 'version' : 'NULL::integer')} AS version`)
  if (deleted.length !== ids.length) throw new Error(`${ids.length - deleted.length} rows of ${name} are gone.`)
  return deleted
}

function columnOf(table: RowTable, field: string): { name: string; type: string } {
  const column = storyTables[table].columns[field]
  if (!column) throw new Error(`A ${table} has no field ${field}.`)
  return column
}

/** The row's fields by column name. */
function recordOf(table: RowTable, row: StoredRow): Record<string, unknown> {
  return Object.fromEntries(Object.entries(row.values).map(([field, value]) => [columnOf(table, field).name, value]))
}
