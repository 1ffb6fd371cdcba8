import { readFile, rm } from 'node:fs/promises'
import { fileUrl, globalArguments } from '../ffmpeg/arguments.ts'
import { run } from '../ffmpeg/run.ts'
import type { MediaTools } from '../ffmpeg/tools.ts'

export interface Sound {
  /** Loudness between two moments in seconds, as the root of the mean square; a full-scale sine is 0.707. */
  level(fromS: number, toS: number): number
  /** Samples of the channel. */
  values: Float32Array
}

export type Channel = 'left' | 'right'

/** The decoded sound of a film, one channel of it. */
export async function readSound(tools: MediaTools, film: string, channel: Channel = 'left'): Promise<Sound> {
  const path = `${film}.f32`
  try {
    const args = [
      ...globalArguments,
      '-i',
      film,
      '-map',
      '0:a:0',
      '-af',
      `pan=mono|c0=${channel === 'left' ? 'c0' : 'c1'}`,
      '-ar',
      '48000',
      '-f',
      'f32le',
      fileUrl(path),
    ]
    await run({ command: tools.ffmpegPath, args, timeoutMs: 60_000 })
    const bytes = await readFile(path)
    const values = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4)
    return {
      values,
      level: (fromS, toS) => {
        const part = values.subarray(Math.round(fromS * 48_000), Math.round(toS * 48_000))
        return Math.sqrt(part.reduce((sum, value) => sum + value * value, 0) / part.length)
      },
    }
  } finally {
    await rm(path, { force: true })
  }
}
