import { fileUrl, globalArguments, progressArguments } from '../ffmpeg/arguments.ts'
import { progressReader } from '../ffmpeg/progress.ts'
import { run } from '../ffmpeg/run.ts'
import { soundGraph } from '../graph/sound-graph.ts'
import { audioRateHz } from '../plan/rational.ts'
import type { SoundSegment } from '../plan/sound-segments.ts'
import { type SoundCodec, containerArguments, soundArguments } from './encoding.ts'
import type { FilmJob } from './film-job.ts'
import { soundInput } from './measure-sound.ts'

export interface SoundOutput extends Pick<SoundSegment, 'samples' | 'sounds' | 'master'> {
  output: string
  codec: SoundCodec
}

/** Encodes some sounds in one piece: no seams. */
export async function encodeSound(
  job: Omit<FilmJob, 'stills'>,
  { output, codec, ...segment }: SoundOutput,
  onFraction: (fraction: number) => void,
): Promise<void> {
  const { timeline, tools, signal, timeoutMs } = job
  const { inputs, graph, output: label } = soundGraph(segment)
  await run({
    command: tools.ffmpegPath,
    args: [
      ...globalArguments,
      ...progressArguments,
      ...inputs.flatMap((input) => soundInput(input, job)),
      ...['-filter_complex', graph, '-map', `[${label}]`],
      ...soundArguments[codec],
      ...(codec === 'aac' ? containerArguments(timeline) : []),
      fileUrl(output),
    ],
    launcher: tools.launcher,
    signal,
    timeoutMs,
    onLine: progressReader((segment.samples * 1000) / audioRateHz, onFraction),
    failure: { code: 'UNSUPPORTED_MEDIA', message: 'A sound of the film is damaged and cannot be decoded.' },
  })
}
