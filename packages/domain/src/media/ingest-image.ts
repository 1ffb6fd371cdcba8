import { join } from 'node:path'
import { AppError } from '@cronicl/core'
import { type MediaFacts, type VideoFacts, probePicture } from '@cronicl/render'
import { rgbaToThumbHash } from 'thumbhash'
import sharp, { type Metadata, type Sharp } from 'sharp'
import type { IngestedFile, VariantFile } from './ingested-file.ts'

const previewPx = 1280
const thumbnailPx = 256
const thumbhashPx = 100

export interface PictureFiles {
  variants: VariantFile[]
  thumbhash: string
}

/** The facts of a still, after its EXIF orientation; `PAYLOAD_TOO_LARGE` above `maxPixels`. */
export async function readImage(
  path: string,
  mimeType: string,
  sizeBytes: number,
  maxPixels: number,
): Promise<Pick<IngestedFile, 'facts' | 'widthPx' | 'heightPx'>> {
  // Reading the header decodes nothing, so the limit is ours to tell.
  const meta = await sharp(path, { limitInputPixels: false }).metadata().catch(unreadable)
  // Animations count each frame, as the decoder does.
  const pixels = meta.width * meta.height
  if (pixels > maxPixels) {
    throw new AppError(
      'PAYLOAD_TOO_LARGE',
      `The picture has ${meta.width}×${meta.height} pixels; at most ${Math.floor(maxPixels / 1e6)} million are taken.`,
      {
        details: { widthPx: meta.width, heightPx: meta.height, maxPixels },
      },
    )
  }
  const turned = (meta.orientation ?? 1) >= 5
  const frameHeight = meta.pageHeight ?? meta.height
  const widthPx = turned ? frameHeight : meta.width
  const heightPx = turned ? meta.width : frameHeight
  const animation = await animationOf(path, meta)
  const facts: MediaFacts = {
    kind: 'image',
    formatName: mimeType,
    durationMs: animation?.durationMs ?? null,
    sizeBytes,
    video: {
      codec: meta.format ?? 'unknown',
      widthPx,
      heightPx,
      rotation: 0,
      fps: null,
      pixelFormat: meta.space ?? 'srgb',
      hasAlpha: meta.hasAlpha ?? false,
      isStill: true,
      ...animation?.video,
    },
    audio: null,
  }
  return { facts, widthPx, heightPx }
}

/** How long and how fast a GIF moves; null for a picture that does not. */
async function animationOf(
  path: string,
  { format, pages = 1 }: Pick<Metadata, 'format' | 'pages'>,
): Promise<{ durationMs: number | null; video: Partial<VideoFacts> } | null> {
  if (format !== 'gif' || pages < 2) return null
  const picture = await probePicture(path)
  if (!picture?.video) return null
  const { isStill, fps, frameCount } = picture.video
  return { durationMs: picture.durationMs, video: { isStill, fps, ...(frameCount !== undefined && { frameCount }) } }
}

/**
 * Preview, thumbnail and thumbhash of a picture, upright and without its metadata. The file is decoded once: the
 * preview's pixels feed the smaller two.
 */
export async function makePictureFiles(path: string, workDir: string, maxPixels: number): Promise<PictureFiles> {
  const source = sharp(path, { limitInputPixels: maxPixels, failOn: 'truncated', sequentialRead: true })
  const { data, info } = await source
    .autoOrient()
    .resize(previewPx, previewPx, { fit: 'inside', withoutEnlargement: true })
    .toColourspace('srgb')
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
    .catch(unreadable)
  const pixels = (): Sharp => sharp(data, { raw: { width: info.width, height: info.height, channels: info.channels } })
  const preview = await save(pixels(), 'preview', workDir)
  const thumbnail = await save(
    pixels().resize(thumbnailPx, thumbnailPx, { fit: 'inside', withoutEnlargement: true }),
    'thumbnail',
    workDir,
  )
  const tiny = await pixels()
    .resize(thumbhashPx, thumbhashPx, { fit: 'inside', withoutEnlargement: true })
    .raw()
    .toBuffer({ resolveWithObject: true })
  const thumbhash = Buffer.from(rgbaToThumbHash(tiny.info.width, tiny.info.height, tiny.data)).toString('base64')
  return { variants: [preview, thumbnail], thumbhash }
}

async function save(picture: Sharp, kind: 'preview' | 'thumbnail', workDir: string): Promise<VariantFile> {
  const path = join(workDir, `${kind}.webp`)
  const { width, height, size } = await picture.webp({ quality: 80, effort: 2 }).toFile(path)
  return { kind, path, mimeType: 'image/webp', extension: 'webp', sizeBytes: size, widthPx: width, heightPx: height }
}

function unreadable(cause: unknown): never {
  throw new AppError(
    'UNSUPPORTED_MEDIA',
    'The picture is damaged or incomplete: its pixels could not be read. Export it again and send the new file.',
    { cause },
  )
}
