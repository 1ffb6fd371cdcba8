import { stat } from 'node:fs/promises'
import { AppError } from '@cronicl/core'
import type { MediaFacts } from './media-facts.ts'
import { checkClaims } from './check-claims.ts'
import { measureLengthMs } from './measure-length.ts'
import { probePicture } from './probe-picture.ts'
import { inputGuard, fileUrl } from './arguments.ts'
import { type ProbeReport, readReport } from './probe-report.ts'
import { run } from './run.ts'
import type { MediaTools } from './tools.ts'

export interface ProbeOptions {
  signal?: AbortSignal | undefined
}

const timeoutMs = 30_000
const unreadable = {
  code: 'UNSUPPORTED_MEDIA',
  message: 'The file is no picture, video or sound that can be read.',
} as const

/**
 * Measures a local file: what it is, how large, how long. Pictures are read by sharp, everything else by ffprobe; where
 * a container does not tell its length, or only guesses it, the packets are counted.
 * Throws `UNSUPPORTED_MEDIA` for what cannot be read.
 */
export async function probe(tools: MediaTools, path: string, { signal }: ProbeOptions = {}): Promise<MediaFacts> {
  const { size: sizeBytes } = await stat(path)
  if (sizeBytes === 0) throw new AppError('UNSUPPORTED_MEDIA', 'The file is empty.')
  const picture = await probePicture(path)
  if (picture) return { ...picture, sizeBytes }
  const { report, said } = await describe(tools, path, signal)
  checkClaims(report)
  const facts = { ...readReport(report), sizeBytes }
  if (facts.kind === 'other') throw new AppError(unreadable.code, unreadable.message)
  const guessed = said.includes('Estimating duration from bitrate')
  if (facts.durationMs !== null && !guessed) return facts
  const durationMs = await measureLengthMs(tools, path, signal)
  return { ...facts, durationMs }
}

/** What ffprobe reports, and what it said meanwhile. */
async function describe(
  tools: MediaTools,
  path: string,
  signal: AbortSignal | undefined,
): Promise<{ report: ProbeReport; said: string }> {
  const show = ['-of', 'json', '-show_format', '-show_streams']
  const { stdout, stderr } = await run({
    command: tools.ffprobePath,
    args: ['-hide_banner', '-v', 'warning', ...inputGuard, ...show, '-i', fileUrl(path)],
    launcher: tools.launcher,
    signal,
    timeoutMs,
    maxStdoutBytes: 1_048_576,
    failure: unreadable,
  })
  return { report: JSON.parse(stdout) as ProbeReport, said: stderr }
}
