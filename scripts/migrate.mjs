// `npm run migrate -- <name>` authors a migration; `-- --check` compares schema and migrations.
import { spawnSync } from 'node:child_process'

const { status } = spawnSync(process.execPath, ['packages/db/src/migrate/author.ts', ...process.argv.slice(2)], {
  stdio: 'inherit',
})
process.exit(status ?? 1)
