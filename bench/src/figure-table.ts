import type { Figure } from './bench.ts'

/** The figures as lines for a terminal: name, ours, baseline, ratio. */
export function figureTable(figures: Record<string, Figure>): string {
  const rows = Object.entries(figures).map(([name, { value, unit, baseline }]) => [
    name,
    `${short(value)} ${unit}`,
    baseline === null ? '–' : `${short(baseline)} ${unit}`,
    baseline === null ? '–' : `${short(value / baseline)}×`,
  ])
  const table = [['figure', 'ours', 'baseline', 'ratio'], ...rows]
  const widths = [0, 1, 2, 3].map((column) => Math.max(...table.map((row) => row[column]?.length ?? 0)))
  return table
    .map((row) =>
      row
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
        .join('   '),
    )
    .join('\n')
}

function short(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3)
}
