import { AppError } from '@cronicl/core'
import sharp from 'sharp'
import { maxPicturePixels } from './limits.ts'

/**
 * Decodes a picture once, into a thumbnail that is thrown away: what is damaged is found before a film is made of it.
 * Throws `UNSUPPORTED_MEDIA`.
 */
export async function checkPicture(path: string): Promise<void> {
  try {
    await sharp(path, { limitInputPixels: maxPicturePixels, failOn: 'error' })
      .resize(16, 16, { fit: 'fill' })
      .raw()
      .toBuffer()
  } catch (cause) {
    if (/No space left|Input file is missing/.test(String(cause))) throw cause
    throw new AppError('UNSUPPORTED_MEDIA', 'The picture is damaged and cannot be decoded.', { cause })
  }
}
