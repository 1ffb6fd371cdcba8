import { AppError } from '@cronicl/core'
import type { MediaType } from '@cronicl/db'
import { fileTypeFromBuffer } from 'file-type'

export interface SniffedType {
  type: MediaType
  mimeType: string
  extension: string
}

/** What may enter the library, by content. SVG is no picture here: it is a program. */
const accepted: Record<string, MediaType> = {
  'image/jpeg': 'image',
  'image/png': 'image',
  'image/webp': 'image',
  'image/gif': 'image',
  'image/avif': 'image',
  'image/tiff': 'image',
  'video/mp4': 'video',
  'video/quicktime': 'video',
  'video/webm': 'video',
  'video/x-matroska': 'video',
  'video/matroska': 'video',
  'audio/mpeg': 'audio',
  'audio/mp4': 'audio',
  'audio/x-m4a': 'audio',
  'audio/wav': 'audio',
  'audio/vnd.wave': 'audio',
  'audio/flac': 'audio',
  'audio/x-flac': 'audio',
  'audio/ogg': 'audio',
  'audio/opus': 'audio',
  'audio/aac': 'audio',
  'video/ogg': 'video',
}

/** How many bytes of a file's start tell its type. */
export const sniffBytes = 4100

/**
 * The type of a file by its first bytes; its name and what its sender says of it do not count.
 * `UNSUPPORTED_MEDIA` for what the library does not take.
 */
export async function sniffType(head: Uint8Array, fileName: string): Promise<SniffedType> {
  const found = await fileTypeFromBuffer(head)
  const mimeType = found?.mime.split(';')[0] ?? ''
  const type = accepted[mimeType]
  if (!found || !type) {
    const what = mimeType ? `is ${mimeType}` : 'is no picture, video or sound that we know'
    throw new AppError(
      'UNSUPPORTED_MEDIA',
      `“${fileName}” ${what}. Send JPEG, PNG, WebP, GIF, AVIF, TIFF, MP4, MOV, WebM, MKV, MP3, M4A, WAV, FLAC, OGG or AAC.`,
      {
        details: { detected: mimeType || null },
      },
    )
  }
  return { type, mimeType, extension: found.ext }
}
