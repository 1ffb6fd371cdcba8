import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { whenParentGoes } from './parent-watch.mjs'

const signals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])

/**
 * Runs a command as if it stood in our place: same terminal, signals passed on, and its exit code as the result.
 * Asynchronous on purpose: a synchronous spawn would leave the command orphaned when a signal comes.
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd: string, env: NodeJS.ProcessEnv }} options
 * @returns {Promise<{ exitCode: number, interrupted: boolean }>} 128 + n for signal n; `interrupted` when we were told to stop meanwhile
 */
export function handOver(command, args, { cwd, env }) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: 'inherit' })
    let interrupted = false
    const passOn = (/** @type {NodeJS.Signals} */ signal) => {
      interrupted = true
      // Ctrl-C reaches the whole terminal group, the child too: passing it on would tell it twice, which means "at once".
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
    }
    for (const signal of signals) process.on(signal, passOn)
    const unwatch = whenParentGoes(() => passOn('SIGTERM'))
    child.on('error', reject)
    child.on('exit', (code, signal) => {
      for (const name of signals) process.off(name, passOn)
      unwatch()
      resolve({ exitCode: signal ? 128 + (constants.signals[signal] ?? 1) : (code ?? 1), interrupted })
    })
  })
}
