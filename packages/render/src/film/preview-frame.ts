import { join } from 'node:path'
import type { Issue } from '@cronicl/core'
import { fileUrl, globalArguments } from '../ffmpeg/arguments.ts'
import { run } from '../ffmpeg/run.ts'
import type { MediaTools } from '../ffmpeg/tools.ts'
import { chain, filter } from '../graph/filter.ts'
import { pictureGraph } from '../graph/picture-graph.ts'
import { toUs, usPerSecond } from '../plan/rational.ts'
import { seenPictures } from '../plan/seen-pictures.ts'
import type { Size, Timeline } from '../plan/timeline.ts'
import { drawStills, stillKey } from '../stills/draw-stills.ts'
import { pictureArguments } from './encode-window.ts'

export interface PreviewOptions {
  timeline: Timeline
  frame: number
  /** Local path of every source of `previewSources`. */
  files: ReadonlyMap<string, string>
  /** A folder of the caller's, which removes what is left there. */
  workDir: string
  /** Made smaller to this width, never larger. */
  widthPx: number
  tools: MediaTools
  signal: AbortSignal
  timeoutMs: number
}

export interface Preview extends Size {
  /** A PNG. */
  path: string
  warnings: Issue[]
}

/** The frame that is shown at a moment; the last one, at and after the end. */
export function frameAt(timeline: Pick<Timeline, 'rate' | 'frames'>, seconds: number): number {
  const { rate, frames } = timeline
  // A moment that is written with a few digits may lie a hair before the frame that is meant.
  const frame = Math.floor((toUs(seconds) * rate.num) / (rate.den * usPerSecond) + 0.001)
  return Math.min(frame, frames - 1)
}

/** The sources that are seen in a frame, and no others. */
export function previewSources(timeline: Timeline, frame: number): string[] {
  const sources = filmOfOne(timeline, frame).pictures.flatMap(({ picture }) => {
    if (picture.kind === 'moving') return [picture.src]
    return picture.kind === 'still' && picture.still.kind === 'photo' ? [picture.still.src] : []
  })
  return [...new Set(sources)]
}

/**
 * One frame of a film, as the film will show it but for what encoding loses. Rejects with the signal's reason, or with
 * an AppError: `UNSUPPORTED_MEDIA` for a source that cannot be decoded.
 */
export async function previewFrame(options: PreviewOptions): Promise<Preview> {
  const { frame, files, workDir, tools, signal, timeoutMs } = options
  const timeline = filmOfOne(options.timeline, frame)
  const wanted = timeline.pictures.flatMap(({ picture }) => (picture.kind === 'still' ? [stillKey(picture.still)] : []))
  const drawn = await drawStills({ ...timeline, wanted: new Set(wanted), files, dir: workDir, signal })
  const size = previewSize(timeline, options.widthPx)
  const window = { fromFrame: 0, toFrame: 1 }
  const planned = pictureArguments({ timeline, files, stills: drawn.paths }, window)
  const { graph, output } = pictureGraph(timeline, window)
  const path = join(workDir, 'preview.png')
  await run({
    command: tools.ffmpegPath,
    args: [
      ...globalArguments,
      ...planned.slice(0, planned.indexOf('-filter_complex')),
      ...['-filter_complex', `${graph};\n${chain([output], asScreen(size), 'screen')}`, '-map', '[screen]'],
      ...['-frames:v', '1', '-c:v', 'png', '-f', 'image2', '-update', '1', fileUrl(path)],
    ],
    launcher: tools.launcher,
    signal,
    timeoutMs,
    failure: { code: 'UNSUPPORTED_MEDIA', message: 'A source of the film is damaged and cannot be decoded.' },
  })
  return { path, ...size, warnings: drawn.warnings }
}

/** The frame as a film of its own, as segments are: without what others hide in it. */
function filmOfOne(timeline: Timeline, frame: number): Timeline {
  return { ...timeline, pictures: seenPictures(timeline, { fromFrame: frame, toFrame: frame + 1 }), frames: 1 }
}

function previewSize({ widthPx, heightPx }: Size, atMost: number): Size {
  const width = Math.min(widthPx, atMost)
  return { widthPx: width, heightPx: Math.max(1, Math.round((heightPx * width) / widthPx)) }
}

/** From the film's colours to those of a screen. */
function asScreen({ widthPx, heightPx }: Size): string[] {
  return [
    filter('scale', {
      w: widthPx,
      h: heightPx,
      in_color_matrix: 'bt709',
      in_range: 'tv',
      flags: 'bicubic+accurate_rnd+full_chroma_int',
    }),
    filter('format', { pix_fmts: 'rgb24' }),
  ]
}
