import { type ChildProcess, spawn } from 'node:child_process'
import { StringDecoder } from 'node:string_decoder'
import { AppError, type ErrorCode } from '@cronicl/core'

export interface RunOptions {
  command: string
  args: readonly string[]
  /** Words before the command; see `MediaTools.launcher`. */
  launcher?: readonly string[] | undefined
  signal?: AbortSignal | undefined
  /** Wall-clock limit. */
  timeoutMs: number
  /** Bytes of stdout that are kept and returned; more is an error. Without it, stdout goes to `onLine` alone. */
  maxStdoutBytes?: number
  onLine?: (line: string) => void
  /** What a failure is called to the user. The tail of stderr is only ever its cause. */
  failure?: { code: ErrorCode; message: string }
}

export interface RunResult {
  stdout: string
  /** The last 16 KiB. */
  stderr: string
}

const stderrKeptBytes = 16_384
/** FFmpeg may close its files on SIGTERM; after this it is not asked any more. */
const graceMs = 500

/**
 * The only place of the house that starts FFmpeg or ffprobe. The process leads a group of its own; when `signal` aborts
 * or time is up, the whole group is told to stop and half a second later killed. Resolves or rejects only when the
 * process is gone and its pipes are closed. Rejects with the signal's reason, or with an AppError.
 */
export async function run(options: RunOptions): Promise<RunResult> {
  options.signal?.throwIfAborted()
  const [command, ...args] = [...(options.launcher ?? []), options.command, ...options.args]
  const child = spawn(command ?? options.command, args, {
    // A group of its own, so that everything it starts can be killed with it.
    detached: process.platform !== 'win32',
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
    // Nothing of ours: our secrets are in our environment.
    env: { LC_ALL: 'C.UTF-8' },
  })
  const stop = stopper(child)
  const stdout = collect(child, options, stop)
  const stderr = tail(child)
  let timedOut = false
  const timer = setTimeout(() => {
    timedOut = true
    stop.now()
  }, options.timeoutMs)
  options.signal?.addEventListener('abort', stop.now, { once: true })
  try {
    const exit = await closed(child)
    options.signal?.throwIfAborted()
    if (timedOut)
      throw new AppError('INTERNAL_ERROR', 'Processing the media took too long and was stopped.', {
        cause: stderr.text(),
      })
    if (stdout.error()) throw stdout.error()
    if (exit !== 0) throw failed(options, exit, stderr.text())
    return { stdout: stdout.text(), stderr: stderr.text() }
  } finally {
    clearTimeout(timer)
    stop.done()
    options.signal?.removeEventListener('abort', stop.now)
  }
}

/** Exit code, or the signal that ended the process; rejects when it could not be started. */
function closed(child: ChildProcess): Promise<number | string> {
  return new Promise((resolve, reject) => {
    child.once('error', (cause: NodeJS.ErrnoException) => {
      const missing = cause.code === 'ENOENT'
      const message = missing ? 'FFmpeg is not installed on this server.' : 'FFmpeg could not be started.'
      reject(new AppError(missing ? 'PROVIDER_NOT_CONFIGURED' : 'INTERNAL_ERROR', message, { cause }))
    })
    child.once('close', (code, signal) => resolve(code ?? signal ?? -1))
  })
}

function stopper(child: ChildProcess) {
  let timer: NodeJS.Timeout | undefined
  const kill = (signal: NodeJS.Signals) => {
    if (child.pid === undefined) return
    try {
      if (process.platform === 'win32') child.kill(signal)
      else process.kill(-child.pid, signal)
    } catch {
      // The group is gone already, which is what was wanted.
    }
  }
  return {
    now: () => {
      if (timer) return
      kill('SIGTERM')
      timer = setTimeout(kill, graceMs, 'SIGKILL')
    },
    done: () => clearTimeout(timer),
  }
}

function collect(child: ChildProcess, { maxStdoutBytes, onLine }: RunOptions, stop: { now(): void }) {
  const chunks: Buffer[] = []
  const decoder = new StringDecoder('utf8')
  let bytes = 0
  let rest = ''
  let error: unknown
  const guard = (work: () => void) => {
    try {
      if (error === undefined) work()
    } catch (thrown) {
      error = thrown
      stop.now()
    }
  }
  child.stdout?.on('data', (chunk: Buffer) =>
    guard(() => {
      bytes += chunk.length
      if (maxStdoutBytes !== undefined) {
        if (bytes > maxStdoutBytes)
          throw new AppError('UNSUPPORTED_MEDIA', 'The file describes more streams than can be read.')
        chunks.push(chunk)
      }
      if (!onLine) return
      const lines = (rest + decoder.write(chunk)).split('\n')
      rest = (lines.pop() ?? '').slice(-stderrKeptBytes)
      for (const line of lines) onLine(line)
    }),
  )
  return { text: () => Buffer.concat(chunks).toString('utf8'), error: () => error }
}

function tail(child: ChildProcess) {
  let kept = Buffer.alloc(0)
  child.stderr?.on('data', (chunk: Buffer) => {
    kept = Buffer.concat([kept, chunk]).subarray(-stderrKeptBytes)
  })
  return { text: () => kept.toString('utf8') }
}

function failed({ failure, command }: RunOptions, exit: number | string, stderr: string): AppError {
  const cause = new Error(`${command} ended with ${exit}: ${stderr}`)
  // A process that was killed from outside, as for want of memory, says nothing about the media.
  if (typeof exit === 'string' || /No space left on device|Cannot allocate memory/.test(stderr)) {
    return new AppError('INTERNAL_ERROR', 'The server had no room left for this work. Try again later.', { cause })
  }
  return new AppError(failure?.code ?? 'INTERNAL_ERROR', failure?.message ?? 'The media could not be processed.', {
    cause,
  })
}
