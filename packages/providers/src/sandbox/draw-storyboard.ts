import sharp, { type OverlayOptions } from 'sharp'
import type { InputImage } from '../media/contract.ts'
import { drawScene } from './draw-scene.ts'
import type { Size } from './media-size.ts'

export interface Storyboard extends Size {
  prompt: string
  seed: number
  /** What the picture looked at, small. */
  references: readonly Uint8Array[]
}

/** Longest side of a reference as it is pinned to the picture, and of a frame as a film keeps it. */
export const noteLongPx = 192
export const frameLongPx = 1280

/**
 * A storyboard's picture as PNG; the same for the same storyboard. References give it their colour and are pinned to
 * its upper edge, so that one can see that they arrived.
 */
export async function drawStoryboard({ references, ...scene }: Storyboard): Promise<Uint8Array> {
  const [first] = references
  const hue = first && (await hueOf(first))
  const svg = drawScene({ ...scene, ...(hue === undefined ? {} : { hue }) })
  const picture = sharp(Buffer.from(svg))
  if (references.length > 0) picture.composite(await pin(references, scene))
  return picture.png({ compressionLevel: 6 }).toBuffer()
}

/** A picture of the house made small, to be carried along in an operation. */
export async function shrink(image: Pick<InputImage, 'read'>, longPx: number): Promise<Uint8Array> {
  return sharp(await image.read())
    .autoOrient()
    .resize(longPx, longPx, { fit: 'inside', withoutEnlargement: true })
    .webp({ quality: 82 })
    .toBuffer()
}

async function hueOf(picture: Uint8Array): Promise<number> {
  const { dominant } = await sharp(picture).stats()
  const [r, g, b] = [dominant.r / 255, dominant.g / 255, dominant.b / 255]
  const most = Math.max(r, g, b)
  const range = most - Math.min(r, g, b)
  if (range === 0) return 0
  const sixth = most === r ? (g - b) / range : most === g ? (b - r) / range + 2 : (r - g) / range + 4
  return Math.round((sixth * 60 + 360) % 360)
}

/** Side by side from the left, each in a square of its own. */
async function pin(references: readonly Uint8Array[], { widthPx, heightPx }: Size): Promise<OverlayOptions[]> {
  const gap = Math.round(Math.min(widthPx, heightPx) * 0.02)
  const room = Math.floor((widthPx - gap) / references.length) - gap
  const side = Math.max(8, Math.min(room, Math.round(heightPx * 0.15)))
  return Promise.all(
    references.map(async (reference, i) => ({
      input: await sharp(reference).resize(side, side, { fit: 'cover' }).png().toBuffer(),
      left: gap + i * (side + gap),
      top: gap,
    })),
  )
}
