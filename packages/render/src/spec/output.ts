import { z } from 'zod'
import { isFrameRate } from '../plan/frame-rate.ts'
import { seconds } from './fields.ts'

const side = () => z.int().min(16).max(1920).multipleOf(2, 'Width and height are even numbers.')

export const outputSchema = z
  .strictObject({
    format: z
      .literal('mp4', { error: 'The format is "mp4" (H.264 and AAC); others are not supported.' })
      .default('mp4')
      .describe('Container and codecs'),
    width: side().default(1280).describe('Pixels, even'),
    height: side().default(720).describe('Pixels, even'),
    fps: z
      .number()
      .refine(isFrameRate, 'fps is a whole number from 12 to 60, or 23.976, 29.97 or 59.94.')
      .default(25)
      .describe('Frames a second; 23.976, 29.97 and 59.94 are the exact fractions over 1001'),
    quality: z
      .enum(['low', 'medium', 'high'])
      .default('medium')
      .describe('Of the picture; a higher one makes a larger file'),
    profile: z
      .enum(['final', 'draft'])
      .optional()
      .describe('draft: half the size, at most 15 frames a second, encoded as fast as can be. Default final'),
    posterTime: seconds().optional().describe('Seconds at which the poster is taken; default a tenth of the film'),
  })
  .refine(({ width, height }) => Math.min(width, height) <= 1080, {
    error: 'The film is at most 1920×1080, in either orientation.',
    path: ['height'],
  })
