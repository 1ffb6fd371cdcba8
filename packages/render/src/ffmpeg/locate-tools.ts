import { findLauncher } from './find-launcher.ts'
import { run } from './run.ts'
import type { MediaTools } from './tools.ts'

export interface LocateOptions {
  /** Used when given, and never replaced by another. */
  ffmpegPath?: string | undefined
  ffprobePath?: string | undefined
  /** A folder of the cgroup tree in which FFmpeg's memory is bounded. */
  cgroup?: string | undefined
  /** Another bubblewrap than the one on the PATH. */
  bubblewrap?: string
}

const timeoutMs = 10_000

/** Finds FFmpeg and ffprobe: at the given paths, else on the PATH. Null when either is missing or does not run. */
export async function locateTools(options: LocateOptions): Promise<MediaTools | null> {
  const ffmpegPath = options.ffmpegPath ?? 'ffmpeg'
  const ffprobePath = options.ffprobePath ?? 'ffprobe'
  const [version, probeVersion] = await Promise.all([versionOf(ffmpegPath), versionOf(ffprobePath)])
  if (version === null || probeVersion === null) return null
  const works = async (words: readonly string[]) => (await versionOf(ffmpegPath, words)) !== null
  const { cgroup, bubblewrap } = options
  const launcher = await findLauncher({ works, ffmpegPath, cgroup, ...(bubblewrap && { bubblewrap }) })
  return { ffmpegPath, ffprobePath, version, ...(launcher && { launcher }) }
}

async function versionOf(command: string, launcher?: readonly string[]): Promise<string | null> {
  try {
    const { stdout } = await run({ command, args: ['-version'], launcher, timeoutMs, maxStdoutBytes: 65_536 })
    return /^ff(?:mpeg|probe) version (\S+)/.exec(stdout)?.[1] ?? null
  } catch {
    return null
  }
}
