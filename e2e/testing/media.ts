import { execFile } from 'node:child_process'
import { openAsBlob } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const ffmpeg = process.env.FFMPEG_PATH ?? 'ffmpeg'
const ffprobe = process.env.FFPROBE_PATH ?? 'ffprobe'

export interface MediaFolder extends AsyncDisposable {
  path: string
  /** A picture of one colour with a pattern. */
  picture(name: string, color: string): Promise<Blob>
  /** A tone of so many seconds. */
  tone(name: string, seconds: number): Promise<Blob>
  clip(name: string, seconds: number): Promise<Blob>
}

/** Real files, made by FFmpeg in a folder that is removed again. */
export async function mediaFolder(): Promise<MediaFolder> {
  const path = await mkdtemp(join(tmpdir(), 'cronicl-e2e-media-'))
  const make = async (name: string, type: string, args: string[]): Promise<Blob> => {
    await run(ffmpeg, ['-v', 'error', '-y', ...args, join(path, name)])
    return openAsBlob(join(path, name), { type })
  }
  return {
    path,
    picture: (name, color) =>
      make(name, 'image/jpeg', [
        '-f',
        'lavfi',
        '-i',
        `color=${color}:s=1600x900,drawgrid=w=100:h=100:c=white@0.4`,
        '-frames:v',
        '1',
      ]),
    tone: (name, seconds) => make(name, 'audio/mpeg', ['-f', 'lavfi', '-i', `sine=frequency=330:duration=${seconds}`]),
    clip: (name, seconds) =>
      make(name, 'video/mp4', [
        '-f',
        'lavfi',
        '-i',
        `testsrc2=s=640x360:r=30:d=${seconds}`,
        '-f',
        'lavfi',
        '-i',
        `sine=frequency=220:duration=${seconds}`,
        '-shortest',
        '-pix_fmt',
        'yuv420p',
      ]),
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }),
  }
}

export interface ProbedFilm {
  format: { duration: string; format_name: string }
  streams: {
    codec_type: string
    codec_name: string
    width?: number
    height?: number
    nb_frames?: string
    r_frame_rate: string
    duration: string
  }[]
}

export async function probeFilm(path: string): Promise<ProbedFilm> {
  const { stdout } = await run(ffprobe, ['-v', 'error', '-show_format', '-show_streams', '-of', 'json', path])
  return JSON.parse(stdout) as ProbedFilm
}

/** Every word that a full decode has to say; empty for a sound film. */
export async function decodeWarnings(path: string): Promise<string> {
  const { stderr } = await run(ffmpeg, ['-v', 'warning', '-xerror', '-i', path, '-f', 'null', '-'])
  return stderr
}
