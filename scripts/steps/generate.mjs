import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { announce } from './announce.mjs'
import { root } from './paths.mjs'
import { runQuietly } from './run-quietly.mjs'
import { digestOf, isStamped, stamped } from './stamp.mjs'

const db = join(root, 'packages', 'db')
const generated = join(db, 'src', 'generated')
// Inside what it stamps: whoever removes the generated code removes the stamp.
const stamp = join(generated, '.generated')

/** @returns {boolean} */
export function isClientGenerated() {
  return existsSync(join(generated, 'client.ts')) && isStamped(stamp, stampKey())
}

/**
 * Writes the database client (packages/db/src/generated) from prisma/schema. Prisma asks for a schema engine that it would download and
 * never runs here; any existing file satisfies it, so this works behind a firewall.
 * @param {Pick<import('./toolchain.mjs').Toolchain, 'node'>} toolchain
 * @param {NodeJS.ProcessEnv} env
 * @param {(pid: number) => void} [onSpawn]
 */
export async function generate(toolchain, env, onSpawn) {
  if (isClientGenerated()) return
  await announce('Generating the database client', () =>
    stamped(stamp, stampKey(), () =>
      runQuietly(
        'The database client could not be generated from prisma/schema.',
        toolchain.node,
        [join(db, 'node_modules', 'prisma', 'build', 'index.js'), 'generate', '--schema', '../../prisma/schema'],
        { cwd: db, env: { ...env, PRISMA_SCHEMA_ENGINE_BINARY: toolchain.node }, ...(onSpawn ? { onSpawn } : {}) },
      ),
    ),
  )
}

function stampKey() {
  const version = JSON.parse(readFileSync(join(db, 'package.json'), 'utf8')).devDependencies?.prisma
  return `${digestOf(root, ['prisma/schema'])} prisma ${version}`
}
