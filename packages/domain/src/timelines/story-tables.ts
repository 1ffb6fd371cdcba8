import { type Span, type StoryTable, factKey } from '@cronicl/core'

/** Tables whose rows are written in bulk; the head is the timeline's own row. */
export type RowTable = Exclude<StoryTable, 'head'>

interface Column {
  name: string
  /** SQL type that its value is read as, from JSON. */
  type: string
}

interface TableSpec {
  name: string
  columns: Readonly<Record<string, Column>>
  /** Facts have neither: a fact is replaced, not edited. */
  isVersioned: boolean
}

const text = (name: string): Column => ({ name, type: 'text' })
const jsonb = (name: string): Column => ({ name, type: 'jsonb' })
const integer = (name: string): Column => ({ name, type: 'integer' })

/** Where each field of a story's rows is stored. */
export const storyTables: Readonly<Record<RowTable, TableSpec>> = {
  node: {
    name: 'story_nodes',
    columns: {
      parentId: text('parent_id'),
      mergedNodeId: text('merged_node_id'),
      title: text('title'),
      content: text('content'),
      kind: text('kind'),
      position: { name: 'position', type: 'double precision' },
      metadata: jsonb('metadata'),
      version: integer('version'),
      trashId: text('trash_id'),
      strand: integer('strand'),
      depth: integer('depth'),
    },
    isVersioned: true,
  },
  branch: {
    name: 'branches',
    columns: { name: text('name'), headNodeId: text('head_node_id'), version: integer('version') },
    isVersioned: true,
  },
  element: {
    name: 'story_elements',
    columns: {
      kind: { name: 'kind', type: 'element_kind' },
      name: text('name'),
      description: text('description'),
      fields: jsonb('fields'),
      version: integer('version'),
      trashedAt: { name: 'trashed_at', type: 'timestamptz' },
    },
    isVersioned: true,
  },
  fact: {
    name: 'facts',
    columns: {
      nodeId: text('node_id'),
      subject: text('subject'),
      attribute: text('attribute'),
      key: text('key'),
      value: text('value'),
      spanStart: integer('span_start'),
      spanEnd: integer('span_end'),
    },
    isVersioned: false,
  },
}

export const timelineColumns: Readonly<Record<string, Column>> = {
  title: text('title'),
  description: text('description'),
  settings: jsonb('settings'),
}

/**
 * The fields of a story's row as the table has them: a fact's span is two columns, and its key follows from what it is
 * about. Fields that are not stored throw, for a change must not be written by half.
 */
export function toStored(table: RowTable, row: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { id: _id, createdAt: _createdAt, span, ...stored } = row
  if (table === 'fact' && 'span' in row) {
    const { start, end } = (span as Span | null) ?? { start: null, end: null }
    Object.assign(stored, { spanStart: start, spanEnd: end })
  }
  // A fact that is there keeps its key: one about something else is another fact.
  if (table === 'fact' && typeof row.subject === 'string' && typeof row.attribute === 'string')
    Object.assign(stored, { key: factKey(row.subject, row.attribute) })
  for (const field of Object.keys(stored))
    if (!(field in storyTables[table].columns)) throw new Error(`A ${table} has no field ${field}.`)
  return stored
}
