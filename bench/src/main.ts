// `npm run bench -- [--only <name>,…] [--json <file>]`
import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import type { Figure } from './bench.ts'
import { benches } from './benches.ts'
import { figureTable } from './figure-table.ts'

const { values } = parseArgs({ options: { only: { type: 'string' }, json: { type: 'string' } } })
const names = benches.map((bench) => bench.name)
const wanted = values.only?.split(',') ?? names
const unknown = wanted.filter((name) => !names.includes(name))
if (unknown.length > 0) {
  process.stderr.write(`There is no benchmark ${unknown.join(', ')}. There are: ${names.join(', ')}.\n`)
  process.exit(2)
}

const figures: Record<string, Figure> = {}
for (const bench of benches.filter(({ name }) => wanted.includes(name))) {
  Object.assign(figures, await bench.run((line) => process.stderr.write(`${bench.name}: ${line}\n`)))
}
process.stdout.write(`${figureTable(figures)}\n`)
if (values.json) {
  const withRatio = Object.entries(figures).map(([name, figure]) => [name, { ...figure, ratio: ratioOf(figure) }])
  await writeFile(values.json, `${JSON.stringify(Object.fromEntries(withRatio), null, 2)}\n`)
}

function ratioOf({ value, baseline }: Figure): number | null {
  return baseline === null ? null : value / baseline
}
