import { fileUrl, globalArguments, inputGuard, progressArguments } from './arguments.ts'
import { run } from './run.ts'
import type { MediaTools } from './tools.ts'

const timeoutMs = 120_000

/** The length of a file by its packets, without decoding: for recordings whose container does not know it. */
export async function measureLengthMs(tools: MediaTools, path: string, signal?: AbortSignal): Promise<number | null> {
  let us = 0
  await run({
    command: tools.ffmpegPath,
    args: [
      ...globalArguments,
      ...progressArguments,
      ...inputGuard,
      '-i',
      fileUrl(path),
      '-map',
      '0:V?',
      '-map',
      '0:a?',
      '-c',
      'copy',
      '-f',
      'null',
      '-',
    ],
    launcher: tools.launcher,
    signal,
    timeoutMs,
    onLine: (line) => {
      const value = Number(/^out_time_us=(\d+)$/.exec(line)?.[1] ?? 0)
      us = Math.max(us, value)
    },
    failure: { code: 'UNSUPPORTED_MEDIA', message: 'The file is damaged: its length cannot be measured.' },
  })
  return us > 0 ? Math.round(us / 1000) : null
}
