import { access, rm } from 'node:fs/promises'
import { AppError } from '@cronicl/core'
import sharp from 'sharp'
import { formatUs } from '../plan/rational.ts'
import { fileUrl, globalArguments, inputGuard } from './arguments.ts'
import { run } from './run.ts'
import type { MediaTools } from './tools.ts'

export interface ExtractFrameOptions {
  input: string
  atMs: number
  /** Its extension says the format: .jpg, .png or .webp. */
  output: string
  /** Made smaller to this width, never larger. */
  widthPx?: number | undefined
  signal?: AbortSignal | undefined
}

const timeoutMs = 60_000

/**
 * One picture of a video, upright, as a file. The first picture stands in when there is none at `atMs`.
 * Throws `UNSUPPORTED_MEDIA` when the video cannot be decoded.
 */
export async function extractFrame(tools: MediaTools, options: ExtractFrameOptions): Promise<void> {
  // Through PNG and sharp: FFmpeg's own JPEG would carry the video's colours under the wrong name.
  const raw = `${options.output}.frame.png`
  try {
    await decode(tools, options, raw, options.atMs)
    if (!(await exists(raw))) await decode(tools, options, raw, 0)
    if (!(await exists(raw))) throw new AppError('UNSUPPORTED_MEDIA', 'The video has no picture that can be shown.')
    const picture = sharp(raw)
    if (options.widthPx) picture.resize({ width: options.widthPx, withoutEnlargement: true })
    await picture.jpeg({ quality: 85 }).toFormat(formatOf(options.output)).toFile(options.output)
  } finally {
    await rm(raw, { force: true })
  }
}

function formatOf(path: string): 'jpeg' | 'png' | 'webp' {
  const extension = /\.(\w+)$/.exec(path)?.[1]?.toLowerCase()
  return extension === 'png' || extension === 'webp' ? extension : 'jpeg'
}

async function decode(
  tools: MediaTools,
  { input, signal }: ExtractFrameOptions,
  output: string,
  atMs: number,
): Promise<void> {
  const seek = ['-ss', formatUs(Math.round(atMs * 1000))]
  const picture = [
    '-map',
    '0:V:0',
    '-frames:v',
    '1',
    '-vf',
    'scale=iw*sar:ih:flags=bicubic+accurate_rnd+full_chroma_int,setsar=1,format=rgb24',
  ]
  await run({
    command: tools.ffmpegPath,
    args: [
      ...globalArguments,
      ...inputGuard,
      ...seek,
      '-i',
      fileUrl(input),
      ...picture,
      '-f',
      'image2',
      '-update',
      '1',
      '-c:v',
      'png',
      // Read once and thrown away: small is not what it should be.
      '-compression_level',
      '1',
      fileUrl(output),
    ],
    launcher: tools.launcher,
    signal,
    timeoutMs,
    failure: { code: 'UNSUPPORTED_MEDIA', message: 'The video cannot be decoded.' },
  })
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
