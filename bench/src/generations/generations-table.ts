import type { AdapterFigures, Findings } from '@cronicl/worker/testing/generations/audit-generations'

const columns = [
  'jobs',
  'sent',
  'cutBefore',
  'cutAfter',
  'arrived',
  'accepted',
  'unknown',
  'found',
  'succeeded',
  'failed',
  'canceled',
  'givenUp',
] as const satisfies (keyof AdapterFigures)[]

/** A line for each adapter, under a line of names. What was sent for `any` stands with who got it. */
export function generationsTable({ adapters }: Pick<Findings, 'adapters'>): string {
  const rows = Object.entries(adapters).map(([name, figures]) => [
    name,
    ...columns.map((column) => `${figures[column]}`),
  ])
  const width = (column: string): number => Math.max(column.length, 5)
  const line = ([name = '', ...cells]: string[]): string =>
    name.padEnd(24) + cells.map((cell, at) => cell.padStart(width(columns[at] ?? '') + 1)).join('')
  return [['', ...columns], ...rows].map((cells) => line([...cells])).join('\n')
}
