import { fileUrl, globalArguments, inputGuard } from '../ffmpeg/arguments.ts'
import { run } from '../ffmpeg/run.ts'
import { filter } from '../graph/filter.ts'
import { type SoundMix, soundGraph } from '../graph/sound-graph.ts'
import type { MeasuredSound } from '../plan/loudness.ts'
import { audioRateHz, formatUs } from '../plan/rational.ts'
import { type SoundSegment, aacSamples } from '../plan/sound-segments.ts'
import { fileOf } from '../stills/draw-stills.ts'
import type { FilmJob } from './film-job.ts'

/** Samples from one measured block to the next, and how many of those a block is long. */
const hopSamples = audioRateHz / 10
const hopsPerBlock = 4

/** How loud a segment's mix is, block by block, before anything is done to it. */
export async function measureSound(job: Omit<FilmJob, 'stills'>, segment: SoundSegment): Promise<MeasuredSound> {
  if (segment.sounds.length === 0) return { blocks: [], peak: 0 }
  const loudness: number[] = []
  let peak = 0
  await run({
    command: job.tools.ffmpegPath,
    args: measureArguments(job, { ...segment, master: { gain: 1, limited: false } }),
    launcher: job.tools.launcher,
    signal: job.signal,
    timeoutMs: job.timeoutMs,
    onLine: (line) => {
      const [, name, value] = /^lavfi\.r128\.(M|true_peaks_ch\d+)=(\S+)$/.exec(line) ?? []
      if (name === 'M') loudness.push(Number(value))
      else if (name) peak = Math.max(peak, Number(value))
    },
    failure: { code: 'UNSUPPORTED_MEDIA', message: 'A sound of the film is damaged and cannot be decoded.' },
  })
  return { blocks: loudness.slice(hopsPerBlock - 1, keptHops(segment)).filter(Number.isFinite), peak }
}

/** Blocks that end within what is kept of the segment; the first are not whole yet. */
function keptHops({ leadFrames, fromFrame, toFrame }: SoundSegment): number {
  return Math.floor(((leadFrames + toFrame - fromFrame) * aacSamples) / hopSamples)
}

function measureArguments(job: Omit<FilmJob, 'stills'>, mix: SoundMix): string[] {
  const { inputs, graph, output } = soundGraph(mix)
  const measure = [
    filter('ebur128', { metadata: 1, peak: 'true', framelog: 'verbose' }),
    filter('ametadata', { mode: 'print', file: '-' }),
  ].join(',')
  return [
    ...globalArguments,
    ...inputs.flatMap((input) => soundInput(input, job)),
    ...['-filter_complex', `${graph};\n[${output}]${measure}[measured]`, '-map', '[measured]', '-f', 'null', '-'],
  ]
}

/** A sound of a graph as an input. */
export function soundInput(
  { src, seekUs }: { src: string; seekUs: number },
  { files }: Pick<FilmJob, 'files'>,
): string[] {
  return [
    ...inputGuard,
    ...(seekUs > 0 ? ['-ss', formatUs(seekUs)] : []),
    ...['-vn', '-i', fileUrl(fileOf(files, src))],
  ]
}
