import { join } from 'node:path'
import type { Issue } from '@cronicl/core'
import { type FormatFacts, type OutputFormat, outputFormats } from '../spec/output-formats.ts'
import { type EncodedSegments, type SegmentCounts, encodeSegments, noCounts } from './encode-segments.ts'
import { type SoundPiece, encodeSounds } from './encode-sounds.ts'
import type { FilmJob } from './film-job.ts'
import { UnfitPiece } from '../mp4/unfit-piece.ts'
import { joinFilm } from './join-film.ts'
import { previewFrame } from './preview-frame.ts'
import type { SegmentOptions } from './segment-options.ts'
import { noSegments } from './segment-store.ts'
import { transcodeFilm } from './transcode-film.ts'
import { writeWave } from './write-wave.ts'

type Job = Omit<FilmJob, 'stills'>

export interface MakeOptions extends Omit<SegmentOptions, 'onFraction'> {
  /** How much of what is encoded is done, and then of what is put together. */
  onProgress(stage: 'encode' | 'finish', fraction: number): void
}

export interface MadeFilm {
  path: string
  /** A file with the film's pictures, from which a poster can be taken; null where there are none. */
  pictures: string | null
  warnings: Issue[]
  counts: SegmentCounts
}

/** Encodes a film as the kind of file that its timeline says, in the job's folder. */
export async function makeFilm(job: Job, options: MakeOptions): Promise<MadeFilm> {
  const format = job.timeline.format ?? 'mp4'
  const output = join(job.dir, `film.${outputFormats[format].extension}`)
  if (format === 'png') return makeFrame(job, options)
  return format === 'mp4' || format === 'mov' || format === 'm4a'
    ? makeJoined(job, options, { brand: format, output })
    : makeTranscoded(job, options, { format, output })
}

async function makeFrame(job: Job, { onProgress }: MakeOptions): Promise<MadeFilm> {
  const { timeline, files, dir: workDir, tools, signal, timeoutMs } = job
  const { widthPx } = timeline
  const drawn = await previewFrame({ timeline, frame: 0, files, workDir, widthPx, tools, signal, timeoutMs })
  onProgress('encode', 1)
  return { path: drawn.path, pictures: drawn.path, warnings: drawn.warnings, counts: noCounts }
}

async function makeJoined(
  job: Job,
  options: MakeOptions,
  { brand, output }: { brand: 'mp4' | 'mov' | 'm4a'; output: string },
): Promise<MadeFilm> {
  const facts = outputFormats[brand]
  const parts = { pictures: facts.type === 'video' ? 0.9 : 0, sounds: 1 }
  const { encoded, sounds } = await encodeParts(job, options, { facts, parts, codec: 'aac' })
  try {
    await joinFilm(job, { pictures: encoded.runs, sounds, output, brand }, (part) =>
      options.onProgress('finish', part * 0.8),
    )
  } catch (error) {
    // Every shortcut is checked when it is used; the long way is always open.
    if (!(error instanceof UnfitPiece) || options.inOnePiece) throw error
    const anew = await makeJoined(job, { ...options, store: noSegments, inOnePiece: true }, { brand, output })
    return { ...anew, counts: { ...anew.counts, fallbacks: 1 } }
  }
  const { warnings, counts } = encoded
  return { path: output, pictures: facts.type === 'video' ? output : null, warnings, counts }
}

/** Pictures as a master and sound as a WAV, which is the film itself or is encoded once more. */
async function makeTranscoded(
  job: Job,
  options: MakeOptions,
  { format, output }: { format: Exclude<OutputFormat, 'mp4' | 'mov' | 'm4a' | 'png'>; output: string },
): Promise<MadeFilm> {
  const facts = outputFormats[format]
  const { timeline, dir, signal } = job
  const hasPictures = facts.type !== 'audio'
  const quality = timeline.quality === 'draft' ? 'draft' : 'master'
  const parts = hasPictures ? { pictures: 0.3, sounds: 0.35 } : { pictures: 0, sounds: format === 'wav' ? 1 : 0.5 }
  const master = { ...job, timeline: { ...timeline, quality } as const }
  const { encoded, sounds } = await encodeParts(master, options, { facts, parts, codec: 'pcm' })
  const picture = hasPictures ? join(dir, 'master.mp4') : null
  const sound = facts.sounds ? (format === 'wav' ? output : join(dir, 'master.wav')) : null
  if (picture) await joinFilm(job, { pictures: encoded.runs, sounds: [], output: picture, brand: 'mp4' }, () => {})
  if (sound) await writeWave(sounds, { output: sound, samples: timeline.samples, signal })
  if (format !== 'wav')
    await transcodeFilm(job, { format, picture, sound, output }, (part) =>
      options.onProgress('encode', parts.sounds + part * (1 - parts.sounds)),
    )
  return { path: output, pictures: picture, warnings: encoded.warnings, counts: encoded.counts }
}

interface Parts {
  facts: FormatFacts
  /** Where in the whole of what is encoded pictures and sounds end. */
  parts: { pictures: number; sounds: number }
  codec: 'aac' | 'pcm'
}

async function encodeParts(
  job: Job,
  options: MakeOptions,
  { facts, parts, codec }: Parts,
): Promise<{ encoded: EncodedSegments; sounds: SoundPiece[] }> {
  const between = (from: number, to: number): SegmentOptions => ({
    ...options,
    onFraction: (part) => options.onProgress('encode', from + part * (to - from)),
  })
  const nothing = { runs: [], warnings: [], counts: noCounts }
  return {
    encoded: facts.type === 'audio' ? nothing : await encodeSegments(job, between(0, parts.pictures)),
    sounds: facts.sounds ? await encodeSounds(job, between(parts.pictures, parts.sounds), codec) : [],
  }
}
