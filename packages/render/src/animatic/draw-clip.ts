import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AppError } from '@cronicl/core'
import sharp from 'sharp'
import { fileUrl, globalArguments } from '../ffmpeg/arguments.ts'
import { run } from '../ffmpeg/run.ts'
import type { MediaTools } from '../ffmpeg/tools.ts'
import { containerArguments, videoArguments } from '../film/encoding.ts'
import type { Rational } from '../plan/rational.ts'
import { animaticGraph } from './animatic-graph.ts'

/** Two pictures, or one, to be set in motion. */
export interface Clip {
  /** JPEG, PNG or WebP; of another shape than the clip, its edges are cut off. */
  start: Uint8Array
  end: Uint8Array | null
  /** Even numbers. */
  widthPx: number
  heightPx: number
  durationMs: number
  /** A whole number. */
  fps: number
  /** Decides where the camera goes. */
  seed: number
}

const timeoutMs = 120_000

/**
 * A clip as MP4 (H.264, yuv420p, without sound, playable while it loads), exactly as long as asked for. With an end it
 * dissolves from the first picture to the last, else the camera goes slowly into the picture; either way the first frame
 * is the whole first picture. The same clip gives the same bytes.
 * @throws AppError UNSUPPORTED_MEDIA when a picture cannot be read; the signal's reason
 */
export async function drawClip(
  tools: MediaTools,
  clip: Clip,
  { signal }: { signal: AbortSignal },
): Promise<Uint8Array> {
  const dir = await mkdtemp(join(tmpdir(), 'cronicl-clip-'))
  try {
    const pictures = clip.end ? [clip.start, clip.end] : [clip.start]
    const files = await Promise.all(pictures.map((picture, i) => fitPicture(picture, clip, join(dir, `${i}.png`))))
    const output = join(dir, 'clip.mp4')
    await run({
      command: tools.ffmpegPath,
      args: [...globalArguments, ...files.flatMap(inputArguments), ...encodeArguments(clip), fileUrl(output)],
      launcher: tools.launcher,
      signal,
      timeoutMs,
    })
    return await readFile(output)
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
}

async function fitPicture(picture: Uint8Array, { widthPx, heightPx }: Clip, path: string): Promise<string> {
  await sharp(picture)
    .autoOrient()
    .resize(widthPx, heightPx, { fit: 'cover' })
    .flatten()
    .toColourspace('srgb')
    // It is read once, a moment later.
    .png({ compressionLevel: 1 })
    .toFile(path)
    .catch((cause: unknown) => {
      throw new AppError('UNSUPPORTED_MEDIA', 'The picture to begin or end with cannot be read.', { cause })
    })
  return path
}

/** Our own PNG: one file, not a pattern. */
function inputArguments(path: string): string[] {
  return ['-protocol_whitelist', 'file,pipe', '-f', 'image2', '-pattern_type', 'none', '-i', fileUrl(path)]
}

function encodeArguments(clip: Clip): string[] {
  const rate: Rational = { num: clip.fps, den: 1 }
  const frames = Math.max(1, Math.round((clip.durationMs * clip.fps) / 1_000))
  return [
    ...['-filter_complex', animaticGraph({ ...clip, isDissolve: clip.end !== null, frames, rate }), '-map', '[clip]'],
    ...['-frames:v', String(frames)],
    ...videoArguments({ rate, quality: 'medium' }),
    ...containerArguments({ rate }),
    ...['-movflags', '+faststart'],
  ]
}
