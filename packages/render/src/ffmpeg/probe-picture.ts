import { AppError } from '@cronicl/core'
import sharp, { type Metadata } from 'sharp'
import { hasPictureSignature } from './picture-signature.ts'
import { maxPicturePixels } from './limits.ts'
import { reduce } from '../plan/rational.ts'
import type { MediaFacts, VideoFacts } from './media-facts.ts'

/** Formats that sharp decodes from the file's own bytes. SVG is left out: it is a program that may point elsewhere. */
const formats: readonly string[] = ['jpeg', 'png', 'webp', 'gif', 'tiff', 'heif']
// Ours are drawn from memory; no path ever leads to one.
sharp.block({ operation: ['VipsForeignLoadSvgFile'] })

/** EXIF orientations as degrees clockwise; mirrored ones count as their rotation. */
const rotations = [0, 0, 0, 180, 180, 90, 90, 270, 270] as const

/** Facts of a picture, or null when the file is none. */
export async function probePicture(path: string): Promise<Omit<MediaFacts, 'sizeBytes'> | null> {
  if (!(await hasPictureSignature(path))) return null
  const metadata = await sharp(path, { limitInputPixels: false })
    .metadata()
    .catch(() => null)
  if (!metadata || !formats.includes(metadata.format)) return null
  refuseBomb(metadata)
  if (metadata.format === 'heif' && metadata.compression !== 'av1') {
    throw new AppError(
      'UNSUPPORTED_MEDIA',
      'HEIC pictures cannot be read. Send the picture as JPEG, PNG, WebP or AVIF.',
    )
  }
  const animation = metadata.format === 'gif' ? animationOf(metadata) : null
  return {
    kind: 'image',
    formatName: metadata.format,
    durationMs: animation?.durationMs ?? null,
    video: { ...pictureFacts(metadata), ...animation?.facts },
    audio: null,
  }
}

/** Before anything is decoded: the header says how large the picture will be. */
function refuseBomb({ width, height, pageHeight = height }: Metadata): void {
  if (width * pageHeight <= maxPicturePixels) return
  const size = `${width}×${pageHeight}`
  throw new AppError('UNSUPPORTED_MEDIA', `The picture has ${size} pixels; at most ${maxPicturePixels} are read.`)
}

function pictureFacts(metadata: Metadata): VideoFacts {
  const rotation = rotations[metadata.orientation ?? 1] ?? 0
  const sideways = rotation === 90 || rotation === 270
  const heightPx = metadata.pageHeight ?? metadata.height
  return {
    codec: metadata.format,
    widthPx: sideways ? heightPx : metadata.width,
    heightPx: sideways ? metadata.width : heightPx,
    rotation,
    fps: null,
    pixelFormat: ['', 'gray', 'ya8', 'rgb24', metadata.hasAlpha ? 'rgba' : 'cmyk'][metadata.channels] ?? 'rgba',
    hasAlpha: metadata.hasAlpha,
    isStill: true,
  }
}

function animationOf({ pages = 1, delay = [] }: Metadata): { durationMs: number; facts: Partial<VideoFacts> } | null {
  if (pages < 2) return null
  // Browsers and FFmpeg show a frame without a delay for a tenth of a second.
  const durationMs = delay.reduce((sum, ms) => sum + (ms < 20 ? 100 : ms), 0) || pages * 100
  return {
    durationMs,
    facts: { isStill: false, frameCount: pages, fps: reduce({ num: pages * 1000, den: durationMs }) },
  }
}
