// `npm run soak -- <name>`: the long trials that no test run has time for; bench/soak-<name>.ts.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'

const folder = join(import.meta.dirname, '../bench')
const names = readdirSync(folder).flatMap((file) => /^soak-(.+)\.ts$/.exec(file)?.[1] ?? [])
const [name] = process.argv.slice(2)
if (name !== undefined && names.includes(name)) {
  await import(join(folder, `soak-${name}.ts`))
} else {
  process.stderr.write(`Say which: npm run soak -- ${names.join(' | ')}\n`)
  process.exitCode = 2
}
