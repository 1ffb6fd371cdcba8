import type { MediaType, VariantKind } from '@cronicl/db'
import type { MediaFacts } from '@cronicl/render'

/** A file that was made from the original and waits to be stored. */
export interface VariantFile {
  kind: Exclude<VariantKind, 'original'>
  path: string
  mimeType: string
  extension: string
  sizeBytes: number
  widthPx: number
  heightPx: number
}

export interface IngestedFile {
  type: MediaType
  facts: MediaFacts
  widthPx: number | null
  heightPx: number | null
  durationMs: number | null
  thumbhash: string | null
  variants: VariantFile[]
}
