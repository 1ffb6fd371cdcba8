import { AppError } from '@cronicl/core'
import sharp from 'sharp'
import { z } from 'zod'
import type { ImageProvider } from '../contract.ts'
import { drawScene } from './draw-scene.ts'

const operation = z.object({
  prompt: z.string(),
  widthPx: z.int().min(16).max(4096),
  heightPx: z.int().min(16).max(4096),
  seed: z.int(),
})

/**
 * Pictures without a key, a network or a cost: landscapes drawn from the prompt's own bytes, the same for the same
 * prompt and seed, and marked as sandbox so that nobody takes them for more.
 */
export const sandboxImages: ImageProvider = {
  name: 'sandbox',
  async start({ prompt, widthPx, heightPx, seed = 0 }) {
    return operation.parse({ prompt, widthPx, heightPx, seed })
  },
  async status(stored, { signal }) {
    const parsed = operation.safeParse(stored)
    if (!parsed.success) {
      return {
        state: 'failed',
        error: new AppError('UPSTREAM_ERROR', 'The sandbox does not know this work.', { cause: parsed.error }),
        costMicroUsd: 0,
      }
    }
    signal.throwIfAborted()
    const bytes = await sharp(Buffer.from(drawScene(parsed.data)))
      .png()
      .toBuffer()
    return { state: 'succeeded', outputs: [{ bytes, mimeType: 'image/png' }], costMicroUsd: 0 }
  },
}
