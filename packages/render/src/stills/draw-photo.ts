import sharp, { type Sharp } from 'sharp'
import { maxPicturePixels } from '../ffmpeg/limits.ts'
import type { Crop, PhotoStill, Rect, Size } from '../plan/timeline.ts'

/** A backdrop is blurred small, where it costs little. */
const backdropScale = 8

/**
 * A photograph as the film needs it: upright, in sRGB, scaled and cropped, without its metadata. Written as a PNG that
 * FFmpeg decodes once. Throws what sharp throws for a picture that cannot be decoded.
 */
export async function drawPhoto(still: PhotoStill, input: string, output: string): Promise<void> {
  const { drawn, extract, backdrop } = still.fitting
  const scaled = (px: number) => Math.round(px * still.supersample)
  const size = { widthPx: scaled(drawn.widthPx), heightPx: scaled(drawn.heightPx) }
  const rect = { ...sizeOf(extract, scaled), xPx: scaled(extract.xPx), yPx: scaled(extract.yPx) }
  const whole = sharp(input, { limitInputPixels: maxPicturePixels, failOn: 'error' }).autoOrient()
  const upright = (still.fitting.crop ? await keep(whole, still.fitting.crop) : whole)
    .resize(size.widthPx, size.heightPx, { fit: 'fill' })
    .toColourspace('srgb')
  const cropped = backdrop
    ? await overBackdrop(upright, size, sizeOf(backdrop, scaled))
    : upright.extract(region(rect, size))
  const channels = still.hasAlpha ? cropped.ensureAlpha() : cropped.removeAlpha()
  await channels.png({ compressionLevel: 1 }).toFile(output)
}

/** The part of the upright picture that is used. */
async function keep(whole: Sharp, crop: Crop): Promise<Sharp> {
  const { autoOrient } = await whole.metadata()
  const part = (size: number, at: number, length: number) => {
    const from = Math.min(size - 1, Math.round(size * at))
    return [from, Math.max(1, Math.min(size - from, Math.round(size * length)))] as const
  }
  const [left, width] = part(autoOrient.width, crop.left, crop.width)
  const [top, height] = part(autoOrient.height, crop.top, crop.height)
  return whole.extract({ left, top, width, height })
}

function sizeOf({ widthPx, heightPx }: Size, scaled: (px: number) => number): Size {
  return { widthPx: scaled(widthPx), heightPx: scaled(heightPx) }
}

/** Rounding of a supersampled crop must not reach over the edge. */
function region(rect: Rect, size: Size) {
  const left = Math.min(rect.xPx, size.widthPx - rect.widthPx)
  const top = Math.min(rect.yPx, size.heightPx - rect.heightPx)
  return { left: Math.max(0, left), top: Math.max(0, top), width: rect.widthPx, height: rect.heightPx }
}

/** The picture in the middle of a box that a blurred, darker copy of it fills. */
async function overBackdrop(upright: Sharp, size: Size, box: Size): Promise<Sharp> {
  const front = await upright.png({ compressionLevel: 1 }).toBuffer()
  const small = (px: number) => Math.max(1, Math.round(px / backdropScale))
  const blurred = await sharp(front)
    .flatten()
    .resize(small(box.widthPx), small(box.heightPx), { fit: 'cover' })
    .blur(4)
    .modulate({ brightness: 0.7 })
    .png({ compressionLevel: 1 })
    .toBuffer()
  const left = Math.round((box.widthPx - size.widthPx) / 2)
  const top = Math.round((box.heightPx - size.heightPx) / 2)
  return sharp(blurred)
    .resize(box.widthPx, box.heightPx, { fit: 'fill', kernel: 'cubic' })
    .composite([{ input: front, left, top }])
}
