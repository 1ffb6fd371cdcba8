import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { fileUrl, globalArguments } from '../ffmpeg/arguments.ts'
import { run } from '../ffmpeg/run.ts'
import type { MediaTools } from '../ffmpeg/tools.ts'

export interface TestImage {
  widthPx?: number
  heightPx?: number
  /** Any CSS colour; with alpha, the picture has an alpha channel. */
  color?: string
  /** Colour of the right half, for telling left from right. */
  rightColor?: string
  /** EXIF orientation, 1 to 8. */
  orientation?: number
}

export interface TestVideo {
  widthPx?: number
  heightPx?: number
  fps?: string
  seconds?: number
  /** An FFmpeg colour, or `test` for a moving pattern. */
  color?: string
  /** Frequency of the tone; no sound at all without it. */
  toneHz?: number
  /** Further output options, as in `['-metadata:s:v', 'rotate=90']`. */
  args?: string[]
  /** Filters after the source, as in `select=...`. */
  filters?: string
}

export interface TestAudio {
  seconds?: number
  toneHz?: number
  sampleRateHz?: number
  channels?: 1 | 2
}

/** Small media of known content in a folder of their own; `await using` removes them. */
export interface TestMedia extends AsyncDisposable {
  readonly dir: string
  /** The extension of `name` says the format. */
  image(name: string, options?: TestImage): Promise<string>
  video(name: string, options?: TestVideo): Promise<string>
  audio(name: string, options?: TestAudio): Promise<string>
  /** FFmpeg with these arguments before the output. */
  ffmpeg(name: string, args: string[]): Promise<string>
}

/** Without FFmpeg only pictures can be made. */
export async function makeTestMedia(tools: MediaTools | null): Promise<TestMedia> {
  const dir = await mkdtemp(join(tmpdir(), 'cronicl-media-'))
  const ffmpeg = async (name: string, args: string[]) => {
    if (!tools) throw new TypeError('video and audio for tests need FFmpeg')
    const path = join(dir, name)
    await run({ command: tools.ffmpegPath, args: [...globalArguments, ...args, fileUrl(path)], timeoutMs: 60_000 })
    return path
  }
  return {
    dir,
    ffmpeg,
    image: (name, options = {}) => image(join(dir, name), options),
    video: (name, options = {}) => ffmpeg(name, videoArguments(options)),
    audio: (name, options = {}) => ffmpeg(name, audioArguments(options)),
    [Symbol.asyncDispose]: () => rm(dir, { recursive: true, force: true }),
  }
}

async function image(path: string, options: TestImage): Promise<string> {
  const { widthPx: width = 320, heightPx: height = 180, color = '#3366cc', rightColor, orientation } = options
  const channels = /^#[0-9a-f]{8}$/i.test(color) ? 4 : 3
  let picture = sharp({ create: { width, height, channels, background: color } })
  if (rightColor) {
    const half = await sharp({ create: { width: Math.floor(width / 2), height, channels, background: rightColor } })
      .png()
      .toBuffer()
    picture = picture.composite([{ input: half, left: Math.ceil(width / 2), top: 0 }])
  }
  if (orientation) picture = picture.withMetadata({ orientation })
  await picture.jpeg({ quality: 95, chromaSubsampling: '4:4:4' }).toFormat(formatOf(path)).toFile(path)
  return path
}

function formatOf(path: string): 'png' | 'webp' | 'gif' | 'avif' | 'tiff' | 'jpeg' {
  const extension = path.split('.').at(-1)
  return (['png', 'webp', 'gif', 'avif', 'tiff'] as const).find((format) => format === extension) ?? 'jpeg'
}

function videoArguments(options: TestVideo): string[] {
  const { widthPx = 320, heightPx = 180, fps = '25', seconds = 2, color = 'test', toneHz, args = [], filters } = options
  const size = `s=${widthPx}x${heightPx}:r=${fps}:d=${seconds}`
  const picture = color === 'test' ? `testsrc2=${size}` : `color=c=${color}:${size}`
  const sound =
    toneHz === undefined ? [] : ['-f', 'lavfi', '-i', `sine=frequency=${toneHz}:sample_rate=48000:duration=${seconds}`]
  return ['-f', 'lavfi', '-i', filters ? `${picture},${filters}` : picture, ...sound, '-pix_fmt', 'yuv420p', ...args]
}

/** An eighth of full scale, on each channel: FFmpeg's own way to two channels would make it quieter. */
function audioArguments({ seconds = 2, toneHz = 440, sampleRateHz = 48_000, channels = 2 }: TestAudio): string[] {
  const tone = `sine=frequency=${toneHz}:sample_rate=${sampleRateHz}:duration=${seconds}`
  return ['-f', 'lavfi', '-i', channels === 2 ? `${tone},pan=stereo|c0=c0|c1=c0` : tone]
}
