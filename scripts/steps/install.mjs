import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { announce } from './announce.mjs'
import { root } from './paths.mjs'
import { runQuietly } from './run-quietly.mjs'
import { digestOf, isStamped, stamped } from './stamp.mjs'

const stamp = join(root, 'node_modules', '.workspace-installed')

/** @returns {boolean} */
export function isWorkspaceInstalled() {
  return isStamped(stamp, stampKey()) && workspaceFolders().every((folder) => existsSync(join(folder, 'node_modules')))
}

/**
 * Installs every package of the workspace exactly as pnpm-lock.yaml says.
 * @param {import('./toolchain.mjs').Toolchain} toolchain
 * @param {NodeJS.ProcessEnv} env
 * @param {(pid: number) => void} onSpawn
 */
export async function installWorkspace(toolchain, env, onSpawn) {
  if (isWorkspaceInstalled()) return
  await announce('Installing the packages of the workspace', () =>
    stamped(stamp, stampKey(), () =>
      runQuietly(
        'The packages of the workspace could not be installed.',
        toolchain.node,
        // Nobody can answer a question here: modules of another layout are replaced without asking.
        [
          toolchain.pnpm,
          'install',
          '--frozen-lockfile',
          '--reporter=append-only',
          '--config.confirm-modules-purge=false',
        ],
        { cwd: root, env, onSpawn },
      ),
    ),
  )
}

/** Every package that has dependencies; one whose node_modules was removed by hand needs an install again. */
function workspaceFolders() {
  const groups = ['apps', 'packages'].flatMap((group) =>
    readdirSync(join(root, group)).map((name) => join(root, group, name)),
  )
  return [...groups, join(root, 'e2e'), join(root, 'bench')].filter((folder) => {
    const file = join(folder, 'package.json')
    return existsSync(file) && /"(dev|optional)?dependencies"/i.test(readFileSync(file, 'utf8'))
  })
}

function stampKey() {
  return `${digestOf(root, ['package.json', 'pnpm-lock.yaml', 'pnpm-workspace.yaml'])} ${process.platform}-${process.arch}`
}
