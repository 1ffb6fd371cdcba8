import { fileUrl, globalArguments, inputGuard, progressArguments } from '../ffmpeg/arguments.ts'
import { progressReader } from '../ffmpeg/progress.ts'
import { run } from '../ffmpeg/run.ts'
import { soundGraph } from '../graph/sound-graph.ts'
import { audioRateHz, formatUs } from '../plan/rational.ts'
import type { SoundSegment } from '../plan/sound-segments.ts'
import { fileOf } from '../stills/draw-stills.ts'
import { containerArguments, soundArguments } from './encoding.ts'
import type { FilmJob } from './film-job.ts'

export interface SoundOutput extends Pick<SoundSegment, 'samples' | 'sounds'> {
  output: string
}

/** Encodes some sounds in one piece: no seams. */
export async function encodeSound(
  job: Omit<FilmJob, 'stills'>,
  { output, ...segment }: SoundOutput,
  onFraction: (fraction: number) => void,
): Promise<void> {
  const { timeline, tools, signal, timeoutMs } = job
  const { inputs, graph, output: label } = soundGraph(segment)
  await run({
    command: tools.ffmpegPath,
    args: [
      ...globalArguments,
      ...progressArguments,
      ...inputs.flatMap(({ src, seekUs }) => [
        ...inputGuard,
        ...(seekUs > 0 ? ['-ss', formatUs(seekUs)] : []),
        ...['-vn', '-i', fileUrl(fileOf(job.files, src))],
      ]),
      ...['-filter_complex', graph, '-map', `[${label}]`],
      ...soundArguments,
      ...containerArguments(timeline),
      fileUrl(output),
    ],
    launcher: tools.launcher,
    signal,
    timeoutMs,
    onLine: progressReader((segment.samples * 1000) / audioRateHz, onFraction),
    failure: { code: 'UNSUPPORTED_MEDIA', message: 'A sound of the film is damaged and cannot be decoded.' },
  })
}
