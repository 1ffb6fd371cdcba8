import { rm } from 'node:fs/promises'
import sharp from 'sharp'
import { extractFrame } from '../ffmpeg/extract-frame.ts'
import type { MediaTools } from '../ffmpeg/tools.ts'

/** The colour of a pixel, by fractions of the picture from the left and the top, as 0–255 each. */
export type FrameReader = (x: number, y: number) => { r: number; g: number; b: number }

/** One frame of a film, to look at its colours. `frame` counts from 0. */
export async function readFrame(tools: MediaTools, film: string, frame: number, fps: number): Promise<FrameReader> {
  const path = `${film}.${frame}.png`
  try {
    await extractFrame(tools, { input: film, atMs: Math.max(0, ((frame - 0.5) * 1000) / fps), output: path })
    const { data, info } = await sharp(path).removeAlpha().raw().toBuffer({ resolveWithObject: true })
    return (x, y) => {
      const column = Math.min(info.width - 1, Math.floor(x * info.width))
      const row = Math.min(info.height - 1, Math.floor(y * info.height))
      const at = (row * info.width + column) * info.channels
      return { r: data[at] ?? 0, g: data[at + 1] ?? 0, b: data[at + 2] ?? 0 }
    }
  } finally {
    await rm(path, { force: true })
  }
}
