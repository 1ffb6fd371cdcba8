import { run } from './run.ts'
import type { MediaTools } from './tools.ts'

export interface LocateOptions {
  /** Used when given, and never replaced by another. */
  ffmpegPath?: string | undefined
  ffprobePath?: string | undefined
}

const timeoutMs = 10_000
/** util-linux: the kernel kills the command when this process dies, so that a killed worker leaves no encoder running. */
const dieWithParent = ['setpriv', '--pdeathsig', 'KILL', '--']

/** Finds FFmpeg and ffprobe: at the given paths, else on the PATH. Null when either is missing or does not run. */
export async function locateTools(options: LocateOptions): Promise<MediaTools | null> {
  const ffmpegPath = options.ffmpegPath ?? 'ffmpeg'
  const ffprobePath = options.ffprobePath ?? 'ffprobe'
  const [version, probeVersion] = await Promise.all([versionOf(ffmpegPath), versionOf(ffprobePath)])
  if (version === null || probeVersion === null) return null
  const guarded = await versionOf(ffmpegPath, dieWithParent)
  return { ffmpegPath, ffprobePath, version, ...(guarded !== null && { launcher: dieWithParent }) }
}

async function versionOf(command: string, launcher?: readonly string[]): Promise<string | null> {
  try {
    const { stdout } = await run({ command, args: ['-version'], launcher, timeoutMs, maxStdoutBytes: 65_536 })
    return /^ff(?:mpeg|probe) version (\S+)/.exec(stdout)?.[1] ?? null
  } catch {
    return null
  }
}
