import { stat } from 'node:fs/promises'
import { AppError } from '@cronicl/core'
import type { InputImage } from '@cronicl/providers'
import sharp from 'sharp'
import { tooLarge } from '../../media/upload-file.ts'
import { isFrameType, maxFrameBytes } from './frame-format.ts'

export interface FrameFacts extends Pick<InputImage, 'mimeType' | 'sizeBytes' | 'widthPx' | 'heightPx'> {
  /** Upright as it lies there, and without metadata that would tell more than the picture. */
  isPlain: boolean
}

/**
 * What a frame is, by its bytes, which are decoded to their end.
 * @throws AppError UNSUPPORTED_MEDIA for what is no still JPEG, PNG or WebP, or is damaged; PAYLOAD_TOO_LARGE
 */
export async function readFrame(path: string, maxPixels: number): Promise<FrameFacts> {
  const { size: sizeBytes } = await stat(path)
  if (sizeBytes > maxFrameBytes) throw tooLarge(maxFrameBytes)
  const meta = await sharp(path, { limitInputPixels: false }).metadata().catch(unsupported)
  const mimeType = `image/${meta.format}`
  if (!isFrameType(mimeType)) return unsupported()
  if ((meta.pages ?? 1) > 1)
    throw new AppError('UNSUPPORTED_MEDIA', 'The frame is an animation. Send a picture that stands still.')
  const { width, height } = meta
  if (width * height > maxPixels)
    throw new AppError(
      'PAYLOAD_TOO_LARGE',
      `The frame has ${width}×${height} pixels; at most ${Math.floor(maxPixels / 1e6)} million are taken.`,
      { details: { widthPx: width, heightPx: height, maxPixels } },
    )
  await sharp(path, { limitInputPixels: maxPixels, failOn: 'truncated' })
    .resize(16, 16)
    .raw()
    .toBuffer()
    .catch((cause: unknown) => {
      throw new AppError('UNSUPPORTED_MEDIA', 'The frame is damaged or incomplete. Export it again.', { cause })
    })
  const turned = (meta.orientation ?? 1) >= 5
  return {
    mimeType,
    sizeBytes,
    widthPx: turned ? height : width,
    heightPx: turned ? width : height,
    isPlain: (meta.orientation ?? 1) === 1 && !meta.exif && !meta.xmp && !meta.iptc,
  }
}

function unsupported(cause?: unknown): never {
  throw new AppError('UNSUPPORTED_MEDIA', 'The frame is no JPEG, PNG or WebP.', { cause })
}
