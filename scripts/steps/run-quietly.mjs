import { spawn } from 'node:child_process'
import { adviceFor, StepFailure } from './step-failure.mjs'

const tailLength = 4_000

/** Commands under way, so that a signal to the bootstrap can end them before the lock is given back. @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set()

/**
 * Runs a command without showing what it prints; when it fails, the end of that is part of the failure.
 * @param {string} failure what to say when it fails, as a sentence
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd: string, env: NodeJS.ProcessEnv, onSpawn?: (pid: number) => void }} options
 * @returns {Promise<void>}
 * @throws {StepFailure}
 */
export function runQuietly(failure, command, args, { cwd, env, onSpawn }) {
  return new Promise((resolve, reject) => {
    // npm and winget are .cmd files on Windows, which only a shell can start; no argument comes from outside.
    const shell = process.platform === 'win32' && !/\.exe$/i.test(command)
    const child = spawn(command, args, { cwd, env, shell, stdio: ['ignore', 'pipe', 'pipe'] })
    running.add(child)
    let output = ''
    /** @param {Buffer} chunk */
    const keep = (chunk) => {
      output = (output + chunk.toString()).slice(-tailLength)
    }
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    child.on('spawn', () => onSpawn?.(/** @type {number} */ (child.pid)))
    child.on('error', (error) => {
      running.delete(child)
      const absent = 'code' in error && error.code === 'ENOENT'
      reject(
        new StepFailure(
          failure,
          absent ? `Install ${command} and put it on PATH, then run the same command again.` : adviceFor(String(error)),
          String(error),
        ),
      )
    })
    child.on('close', (code, signal) => {
      running.delete(child)
      if (code === 0) resolve()
      else
        reject(
          new StepFailure(
            failure,
            adviceFor(output),
            output.trim() || `${command} ended by ${signal ?? `exit code ${code}`}`,
          ),
        )
    })
  })
}

/**
 * Ends every command under way and waits until it is gone; one that does not listen is killed after five seconds.
 * @param {NodeJS.Signals} signal
 */
export async function endRunning(signal) {
  await Promise.all(
    [...running].map(
      (child) =>
        new Promise((resolve) => {
          child.once('close', resolve)
          child.kill(signal)
          setTimeout(() => child.kill('SIGKILL'), 5_000).unref()
        }),
    ),
  )
}
