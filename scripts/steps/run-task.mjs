import { existsSync, readdirSync } from 'node:fs'
import { constants } from 'node:os'
import { join } from 'node:path'
import { childEnvironment } from './child-environment.mjs'
import { releaseHeldLocks, withFolderLock } from './folder-lock.mjs'
import { generate, isClientGenerated } from './generate.mjs'
import { handOver } from './hand-over.mjs'
import { installWorkspace, isWorkspaceInstalled } from './install.mjs'
import { whenParentGoes } from './parent-watch.mjs'
import { root, toolchainDir } from './paths.mjs'
import { endRunning } from './run-quietly.mjs'
import { adviceFor, StepFailure } from './step-failure.mjs'
import { findToolchain, installToolchain, isToolchainInstalled } from './toolchain.mjs'

let stopping = false

/**
 * Prepares the checkout as far as the task needs it, then becomes the task.
 * `pnpm <arguments>` runs the pinned pnpm itself and so installs nothing before.
 * @param {string[]} argv task and its arguments
 */
export async function runTask([task = '', ...rest]) {
  const script = join(root, 'scripts', `${task}.mjs`)
  if (task !== 'pnpm' && (task === 'bootstrap' || !/^[a-z-]+$/.test(task) || !existsSync(script))) {
    console.error(`There is no task "${task}". Tasks: ${tasks().join(', ')}; pnpm <arguments> runs the pinned pnpm.`)
    process.exitCode = 1
    return
  }
  const undo = stopStepsOnSignal()
  try {
    const { toolchain, env } = await prepare(task === 'pnpm')
    undo()
    const args = task === 'pnpm' ? [toolchain.pnpm, ...rest] : [script, ...rest]
    const { exitCode } = await handOver(toolchain.node, args, { cwd: root, env })
    process.exit(exitCode)
  } catch (error) {
    // A step that a signal ended has nothing to report; the signal's handler sets the exit code.
    if (!stopping) {
      console.error(describe(error))
      process.exit(1)
    }
  }
}

/** @param {unknown} error */
function describe(error) {
  if (error instanceof StepFailure)
    return [error.output, `${error.message} ${error.advice}`].filter(Boolean).join('\n\n')
  // A file that cannot be written is the user's to mend; anything else is ours, and its stack is wanted.
  const isSystemError = error instanceof Error && 'syscall' in error
  return isSystemError ? `The checkout could not be prepared: ${error.message}. ${adviceFor(error.message)}` : error
}

/** @param {boolean} toolchainOnly */
async function prepare(toolchainOnly) {
  const ready = () => isToolchainInstalled() && (toolchainOnly || (isWorkspaceInstalled() && isClientGenerated()))
  const tools = () => {
    const toolchain = findToolchain()
    return { toolchain, env: childEnvironment(process.env, [...toolchain.path, join(root, 'node_modules', '.bin')]) }
  }
  if (ready()) return tools()
  const onWait = (/** @type {number} */ pid) =>
    console.error(`Process ${pid} is preparing this checkout; waiting for it …`)
  return withFolderLock(join(toolchainDir, '.lock'), { onWait }, async ({ cover }) => {
    await installToolchain(cover)
    const { toolchain, env } = tools()
    if (!toolchainOnly) {
      await installWorkspace(toolchain, env, cover)
      await generate(toolchain, env, cover)
    }
    return { toolchain, env }
  })
}

/** Until the task takes over, a signal ends the step under way before the lock is given back. */
function stopStepsOnSignal() {
  const signals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])
  const stop = (/** @type {NodeJS.Signals} */ signal) => {
    stopping = true
    void endRunning(signal).then(() => {
      releaseHeldLocks()
      process.exit(128 + constants.signals[signal])
    })
  }
  for (const signal of signals) process.on(signal, stop)
  const unwatch = whenParentGoes(() => stop('SIGTERM'))
  return () => {
    for (const signal of signals) process.off(signal, stop)
    unwatch()
  }
}

function tasks() {
  return readdirSync(join(root, 'scripts'))
    .filter((name) => name.endsWith('.mjs') && name !== 'bootstrap.mjs')
    .map((name) => name.slice(0, -4))
}
