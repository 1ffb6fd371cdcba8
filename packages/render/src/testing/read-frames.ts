import { readFile, rm } from 'node:fs/promises'
import { fileUrl, globalArguments } from '../ffmpeg/arguments.ts'
import { probe } from '../ffmpeg/probe.ts'
import { run } from '../ffmpeg/run.ts'
import type { MediaTools } from '../ffmpeg/tools.ts'

/** The colour of a pixel, by fractions of the picture from the left and the top, as 0–255 each. */
export type FrameReader = (x: number, y: number) => { r: number; g: number; b: number }

export interface Frames {
  count: number
  /** Counts from 0. */
  at(index: number): FrameReader
}

const toRgb = 'scale=flags=bicubic+accurate_rnd+full_chroma_int,format=rgb24'

/** Every frame of a small, short film, to look at its colours. */
export async function readFrames(tools: MediaTools, film: string): Promise<Frames> {
  const { video } = await probe(tools, film)
  if (!video) throw new TypeError('the film has no picture')
  const path = `${film}.rgb`
  try {
    const args = [
      ...globalArguments,
      '-i',
      fileUrl(film),
      '-map',
      '0:V:0',
      '-vf',
      toRgb,
      '-f',
      'rawvideo',
      fileUrl(path),
    ]
    await run({ command: tools.ffmpegPath, args, timeoutMs: 60_000 })
    const pixels = await readFile(path)
    const frameBytes = video.widthPx * video.heightPx * 3
    const count = pixels.length / frameBytes
    const at = (index: number): FrameReader => {
      if (!(index >= 0 && index < count))
        throw new RangeError(`the film has ${count} frames, not one of number ${index}`)
      return (x, y) => {
        const column = Math.min(video.widthPx - 1, Math.floor(x * video.widthPx))
        const row = Math.min(video.heightPx - 1, Math.floor(y * video.heightPx))
        const from = index * frameBytes + (row * video.widthPx + column) * 3
        return { r: pixels[from] ?? 0, g: pixels[from + 1] ?? 0, b: pixels[from + 2] ?? 0 }
      }
    }
    return { count, at }
  } finally {
    await rm(path, { force: true })
  }
}
