import { AppError } from '@cronicl/core'
import type { MediaPlan, MediaWish } from '../media/contract.ts'
import { requirePlan } from '../media/plan-wish.ts'
import { filmSize, pictureSize } from './media-size.ts'

export const defaultFps = 24

/**
 * What the sandbox makes of a wish, in its own words.
 * @throws AppError VALIDATION_ERROR for what it cannot do; PROVIDER_NOT_CONFIGURED for films where FFmpeg is missing
 */
export function planWork(wish: MediaWish, canFilm: boolean): MediaPlan {
  if (wish.kind === 'video' && !canFilm)
    throw new AppError(
      'PROVIDER_NOT_CONFIGURED',
      'Films of the sandbox need FFmpeg, which this server does not have. Install it, or set FFMPEG_PATH and FFPROBE_PATH.',
    )
  const { wish: planned, warnings } = requirePlan('sandbox', wish)
  return { settings: settingsOf(planned), warnings }
}

function settingsOf(wish: MediaWish): MediaPlan['settings'] {
  const seed = wish.seed ?? 0
  if (wish.kind === 'image') {
    const { aspectRatio, quality, count, references } = wish
    return { ...pictureSize(aspectRatio, quality), quality, count, references, seed }
  }
  const { aspectRatio, resolution, durationS, fps = defaultFps, startFrame, endFrame } = wish
  return { ...filmSize(aspectRatio, resolution), durationS, fps, startFrame, endFrame, seed }
}
