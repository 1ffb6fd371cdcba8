import { writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { fileUrl, globalArguments, inputGuard, progressArguments } from '../ffmpeg/arguments.ts'
import { progressReader } from '../ffmpeg/progress.ts'
import { run } from '../ffmpeg/run.ts'
import { soundGraph } from '../graph/sound-graph.ts'
import { formatUs, usAt } from '../plan/rational.ts'
import { fileOf } from '../stills/draw-stills.ts'
import { containerArguments, soundArguments } from './encoding.ts'
import type { FilmJob } from './film-job.ts'

/** Puts the encoded parts in a row, untouched, and adds the sound of the whole film, encoded in one piece: no seams. */
export async function joinFilm(
  job: FilmJob,
  parts: readonly string[],
  output: string,
  onFraction: (fraction: number) => void,
): Promise<void> {
  const { timeline, tools, signal, timeoutMs, dir } = job
  const list = join(dir, 'parts.txt')
  // Names of our own making, relative to the list: nothing in them to escape.
  await writeFile(list, ['ffconcat version 1.0', ...parts.map((path) => `file ${basename(path)}`), ''].join('\n'))
  const { inputs, graph, output: label } = soundGraph(timeline, 1)
  await run({
    command: tools.ffmpegPath,
    args: [
      ...globalArguments,
      ...progressArguments,
      ...['-protocol_whitelist', 'file,pipe', '-f', 'concat', '-i', fileUrl(list)],
      ...inputs.flatMap(({ src, seekUs }) => [
        ...inputGuard,
        ...(seekUs > 0 ? ['-ss', formatUs(seekUs)] : []),
        ...['-vn', '-i', fileUrl(fileOf(job.files, src))],
      ]),
      ...['-filter_complex', graph, '-map', '0:v:0', '-map', `[${label}]`, '-c:v', 'copy'],
      ...soundArguments,
      ...containerArguments(timeline),
      ...['-movflags', '+faststart', fileUrl(output)],
    ],
    launcher: tools.launcher,
    signal,
    timeoutMs,
    onLine: progressReader(usAt(timeline.rate, timeline.frames) / 1000, onFraction),
    failure: { code: 'UNSUPPORTED_MEDIA', message: 'A sound of the film is damaged and cannot be decoded.' },
  })
}
