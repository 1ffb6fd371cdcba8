import type { InputImage } from '@cronicl/providers'

/** Largest frame that is sent to a provider. */
export const maxFrameBytes = 10 * 1024 ** 2

const extensions = { 'image/jpeg': 'jpg', 'image/png': 'png', 'image/webp': 'webp' } as const satisfies Record<
  InputImage['mimeType'],
  string
>
export const frameTypes = Object.keys(extensions) as InputImage['mimeType'][]

export function extensionOf(mimeType: InputImage['mimeType']): string {
  return extensions[mimeType]
}

/** Whether every provider can look at pictures of this type. */
export function isFrameType(mimeType: string): mimeType is InputImage['mimeType'] {
  return mimeType in extensions
}
