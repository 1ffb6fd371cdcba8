import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileUrl, inputGuard } from '../ffmpeg/arguments.ts'
import type { MediaFacts } from '../ffmpeg/media-facts.ts'
import { probe } from '../ffmpeg/probe.ts'
import { run } from '../ffmpeg/run.ts'
import type { MediaTools } from '../ffmpeg/tools.ts'
import { type RenderedFilm, renderTimeline } from '../film/render-timeline.ts'
import { type SegmentStore, noSegments } from '../film/segment-store.ts'
import type { Timeline } from '../plan/timeline.ts'
import type { RenderDocumentInput } from '../spec/document.ts'
import { resolveFilm } from './film-document.ts'
import { type FrameReader, type Frames, readFrames } from './read-frames.ts'
import { type Channel, readSound, type Sound } from './read-sound.ts'

/** A rendered film that can be looked at and listened to; `await using` removes it. */
export interface TestFilm extends AsyncDisposable {
  filmPath: string
  /** Empty where there is none. */
  posterPath: string
  facts: MediaFacts
  counts: RenderedFilm['counts']
  timeline: Timeline
  /** Of the plan and of the render. */
  warnings: string[]
  /** What FFmpeg says when it decodes the whole film and stops at the first fault: nothing, for a sound film. */
  complaints(): Promise<string>
  frame(index: number): Promise<FrameReader>
  /** The left channel, if not said otherwise. */
  sound(channel?: Channel): Promise<Sound>
  /** Length of the sound by its packets: what the container presents, without the encoder's priming and padding. */
  samples(): Promise<number>
  /** Every packet: stream, time stamps, size and checksum. */
  packets(): Promise<string[]>
}

export async function renderFilm(
  tools: MediaTools,
  document: RenderDocumentInput,
  store: SegmentStore = noSegments,
): Promise<TestFilm> {
  const { timeline, files, warnings } = await resolveFilm(tools, document)
  const workDir = await mkdtemp(join(tmpdir(), 'cronicl-film-'))
  const signal = new AbortController().signal
  const remove = () => rm(workDir, { recursive: true, force: true })
  const film = await renderTimeline({ timeline, files, workDir, tools, signal, store, onProgress: () => {} }).catch(
    async (error: unknown) => {
      await remove()
      throw error
    },
  )
  const read = (args: string[]) =>
    run({ command: tools.ffmpegPath, args, timeoutMs: 60_000, maxStdoutBytes: 4_000_000 })
  const input = [...inputGuard, '-i', fileUrl(film.filmPath)]
  let frames: Promise<Frames> | undefined
  const packets = async () => {
    const { stdout } = await read(['-nostdin', '-v', 'error', ...input, '-c', 'copy', '-f', 'framemd5', '-'])
    return stdout.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  }
  return {
    ...film,
    posterPath: film.posterPath ?? '',
    facts: await probe(tools, film.filmPath),
    timeline,
    warnings: [...warnings, ...film.warnings.map((warning) => warning.message)],
    complaints: async () => {
      const { stderr } = await read([
        '-nostdin',
        '-hide_banner',
        '-v',
        'warning',
        '-xerror',
        ...input,
        '-f',
        'null',
        '-',
      ])
      return stderr
    },
    frame: async (index) => (await (frames ??= readFrames(tools, film.filmPath))).at(index),
    sound: (channel) => readSound(tools, film.filmPath, channel),
    packets,
    samples: async () => {
      const sound = (await packets()).map((line) => line.split(',').map(Number)).filter(([stream]) => stream === 1)
      const [first] = sound
      return sound.reduce((sum, [, , , duration]) => sum + (duration ?? 0), first?.[2] ?? 0)
    },
    [Symbol.asyncDispose]: remove,
  }
}
