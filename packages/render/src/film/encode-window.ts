import { fileUrl, globalArguments, inputGuard, progressArguments } from '../ffmpeg/arguments.ts'
import { progressReader } from '../ffmpeg/progress.ts'
import { run } from '../ffmpeg/run.ts'
import { pictureGraph } from '../graph/picture-graph.ts'
import type { PictureInput } from '../graph/picture-input.ts'
import { formatRational, formatUs, usAt } from '../plan/rational.ts'
import type { Timeline } from '../plan/timeline.ts'
import type { Window } from '../plan/windows.ts'
import { fileOf, stillKey } from '../stills/draw-stills.ts'
import { containerArguments, videoArguments } from './encoding.ts'
import type { FilmJob } from './film-job.ts'

export interface WindowOutput {
  output: string
  /** Distance of the key frames, where it is not the film's. */
  groupFrames?: number | undefined
}

/** Encodes the pictures of a whole timeline, without sound, as an MP4 that can stand between others. */
export async function encodeWindow(
  job: FilmJob,
  { output, groupFrames }: WindowOutput,
  onFraction: (fraction: number) => void,
): Promise<void> {
  const { timeline, tools, signal, timeoutMs } = job
  await run({
    command: tools.ffmpegPath,
    args: [
      ...globalArguments,
      ...progressArguments,
      ...pictureArguments(job, { fromFrame: 0, toFrame: timeline.frames }),
      ...videoArguments(timeline),
      ...(groupFrames === undefined ? [] : ['-g', String(groupFrames)]),
      ...containerArguments(timeline),
      fileUrl(output),
    ],
    launcher: tools.launcher,
    signal,
    timeoutMs,
    onLine: progressReader(usAt(timeline.rate, timeline.frames) / 1000, onFraction),
    failure: { code: 'UNSUPPORTED_MEDIA', message: 'A source of the film is damaged and cannot be decoded.' },
  })
}

/** The inputs of a window's graph, the graph, and exactly its frames. */
export function pictureArguments(job: Pick<FilmJob, 'timeline' | 'files' | 'stills'>, window: Window): string[] {
  const { inputs, graph, output } = pictureGraph(job.timeline, window)
  const frames = String(window.toFrame - window.fromFrame)
  return [
    ...inputs.flatMap((input) => inputArguments(input, job)),
    ...['-filter_complex', graph, '-map', `[${output}]`, '-frames:v', frames],
  ]
}

function inputArguments(
  input: PictureInput,
  { timeline, files, stills }: Pick<FilmJob, 'timeline' | 'files' | 'stills'>,
): string[] {
  if (input.kind === 'still') return stillArguments(fileOf(stills, stillKey(input.still)), timeline)
  const decoder = input.decoder ? ['-c:v', input.decoder] : []
  const loop = input.loop ? ['-ignore_loop', '0'] : []
  // Without exact seeking FFmpeg also hands over the picture before the moment, which is the one that is shown then.
  const seek = input.seekUs > 0 ? ['-noaccurate_seek', '-ss', formatUs(input.seekUs)] : []
  return [...inputGuard, '-threads', '2', ...decoder, ...loop, ...seek, '-i', fileUrl(fileOf(files, input.src))]
}

/** Our own PNG: one file, not a pattern, at the film's rate. */
function stillArguments(path: string, { rate }: Timeline): string[] {
  const guard = ['-protocol_whitelist', 'file,pipe', '-threads', '1']
  return [...guard, '-f', 'image2', '-pattern_type', 'none', '-framerate', formatRational(rate), '-i', fileUrl(path)]
}
