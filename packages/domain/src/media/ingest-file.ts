import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '@cronicl/core'
import { type MediaFacts, extractFrame, probe } from '@cronicl/render'
import type { DomainContext } from '../context.ts'
import { makePictureFiles, readImage } from './ingest-image.ts'
import type { IngestedFile } from './ingested-file.ts'
import type { SniffedType } from './media-types.ts'

export interface IngestInput {
  path: string
  /** Where variants are written; the caller removes it. */
  workDir: string
  sniffed: SniffedType
  /** A picture that stands for a video, when its maker already has one. */
  posterPath?: string
  signal?: AbortSignal
}

type IngestContext = Pick<DomainContext, 'mediaTools' | 'config'>

/**
 * The one way in: what a file is and the variants that stand for it. Reads the whole file's structure, so a file that
 * lies about itself fails here with `UNSUPPORTED_MEDIA` before anything is kept.
 */
export async function ingestFile(ctx: IngestContext, input: IngestInput): Promise<IngestedFile> {
  const maxPixels = ctx.config.media.maxImagePixels
  if (input.sniffed.type === 'image') {
    const { size } = await stat(input.path)
    const read = await readImage(input.path, input.sniffed.mimeType, size, maxPixels)
    return {
      type: 'image',
      durationMs: read.facts.durationMs,
      ...read,
      ...(await makePictureFiles(input.path, input.workDir, maxPixels)),
    }
  }
  if (!ctx.mediaTools)
    throw new AppError(
      'PROVIDER_NOT_CONFIGURED',
      'Video and sound need FFmpeg, which this server does not have. Install it, or set FFMPEG_PATH and FFPROBE_PATH.',
    )
  const facts = await probe(ctx.mediaTools, input.path, input.signal ? { signal: input.signal } : {})
  if (facts.video && !facts.video.isStill) return ingestVideo(ctx, input, facts)
  if (!facts.audio) throw new AppError('UNSUPPORTED_MEDIA', 'The file holds neither moving pictures nor sound.')
  return {
    type: 'audio',
    facts,
    widthPx: null,
    heightPx: null,
    durationMs: facts.durationMs,
    thumbhash: null,
    variants: [],
  }
}

async function ingestVideo(ctx: IngestContext, input: IngestInput, facts: MediaFacts): Promise<IngestedFile> {
  const posterPath = input.posterPath ?? (await grabPoster(ctx, input, facts))
  const picture = await makePictureFiles(posterPath, input.workDir, ctx.config.media.maxImagePixels)
  return {
    type: 'video',
    facts,
    widthPx: facts.video?.widthPx ?? null,
    heightPx: facts.video?.heightPx ?? null,
    durationMs: facts.durationMs,
    thumbhash: picture.thumbhash,
    // The still that stands for a video is its poster, whatever size it has.
    variants: picture.variants.map((variant) =>
      variant.kind === 'preview' ? { ...variant, kind: 'poster' as const } : variant,
    ),
  }
}

async function grabPoster(ctx: IngestContext, input: IngestInput, facts: MediaFacts): Promise<string> {
  const output = join(input.workDir, 'poster.png')
  const atMs = Math.min(1_000, Math.floor((facts.durationMs ?? 0) / 3))
  await extractFrame(ctx.mediaTools as NonNullable<IngestContext['mediaTools']>, {
    input: input.path,
    atMs,
    output,
    ...(input.signal ? { signal: input.signal } : {}),
  })
  return output
}
