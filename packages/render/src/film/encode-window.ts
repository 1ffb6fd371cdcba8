import { fileUrl, globalArguments, inputGuard, progressArguments } from '../ffmpeg/arguments.ts'
import { progressReader } from '../ffmpeg/progress.ts'
import { run } from '../ffmpeg/run.ts'
import { type PictureInput, pictureGraph } from '../graph/picture-graph.ts'
import { formatRational, formatUs } from '../plan/rational.ts'
import type { Timeline } from '../plan/timeline.ts'
import type { Window } from '../plan/windows.ts'
import { fileOf, stillKey } from '../stills/draw-stills.ts'
import { containerArguments, videoArguments } from './encoding.ts'
import type { FilmJob } from './film-job.ts'

/** Encodes the pictures of one window, without sound, as an MP4 that can be joined to its neighbours. */
export async function encodeWindow(
  job: FilmJob,
  window: Window,
  output: string,
  onFraction: (fraction: number) => void,
): Promise<void> {
  const { timeline, tools, signal, timeoutMs } = job
  const frames = window.toFrame - window.fromFrame
  const { inputs, graph, output: label } = pictureGraph(timeline, window)
  const durationMs = (frames * timeline.rate.den * 1000) / timeline.rate.num
  await run({
    command: tools.ffmpegPath,
    args: [
      ...globalArguments,
      ...progressArguments,
      ...inputs.flatMap((input) => inputArguments(input, job)),
      ...['-filter_complex', graph, '-map', `[${label}]`, '-frames:v', String(frames)],
      ...videoArguments(timeline),
      ...containerArguments(timeline),
      fileUrl(output),
    ],
    launcher: tools.launcher,
    signal,
    timeoutMs,
    onLine: progressReader(durationMs, onFraction),
    failure: { code: 'UNSUPPORTED_MEDIA', message: 'A source of the film is damaged and cannot be decoded.' },
  })
}

function inputArguments(input: PictureInput, { timeline, files, stills }: FilmJob): string[] {
  if (input.kind === 'still') return stillArguments(fileOf(stills, stillKey(input.still)), timeline)
  const seek = input.seekUs > 0 ? ['-noaccurate_seek', '-ss', formatUs(input.seekUs)] : []
  // FFmpeg's own VP8 and VP9 decoders do not read the alpha channel; libvpx does.
  const loop = input.loop ? ['-ignore_loop', '0'] : []
  return [...inputGuard, '-threads', '2', ...loop, ...seek, '-i', fileUrl(fileOf(files, input.src))]
}

/** Our own PNG: one file, not a pattern, at the film's rate. */
function stillArguments(path: string, { rate }: Timeline): string[] {
  const guard = ['-protocol_whitelist', 'file,pipe', '-threads', '1']
  return [...guard, '-f', 'image2', '-pattern_type', 'none', '-framerate', formatRational(rate), '-i', fileUrl(path)]
}
