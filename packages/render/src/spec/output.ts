import { z } from 'zod'
import { isFrameRate } from '../plan/frame-rate.ts'
import { seconds } from './fields.ts'
import { loudnessSchema } from './loudness.ts'
import { formatNames } from './output-formats.ts'

const side = () => z.int().min(16).max(3840).multipleOf(2, 'Width and height are even numbers.')
/** Browsers show frames of a GIF that are shorter than two hundredths of a second far too long. */
const maxGifFps = 50

export const outputSchema = z
  .strictObject({
    format: z
      .enum(formatNames)
      .default('mp4')
      .describe(
        'mp4 and mov: H.264 and AAC; webm: VP9 and Opus; gif: pictures alone, in 256 colours; mp3, m4a and wav: sound alone; png: the frame at posterTime',
      ),
    width: side().default(1280).describe('Pixels, even; the larger side is at most 1920, or 3840 by plan'),
    height: side().default(720).describe('Pixels, even; the smaller side is at most 1080, or 2160 by plan'),
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
    loudness: loudnessSchema.optional(),
  })
  .refine(({ width, height }) => Math.min(width, height) <= 2160, {
    error: 'The film is at most 3840×2160, in either orientation.',
    path: ['height'],
  })
  .refine(({ format, fps, profile }) => format !== 'gif' || profile === 'draft' || fps <= maxGifFps, {
    error: `A GIF has at most ${maxGifFps} frames a second.`,
    path: ['fps'],
  })
