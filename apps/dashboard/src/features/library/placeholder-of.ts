import { thumbHashToDataURL } from 'thumbhash'

/** A blur of the picture as a data URL, from its ThumbHash (base64); null when there is none that can be read. */
export function placeholderOf(thumbhash: string | null): string | null {
  if (!thumbhash) return null
  try {
    return thumbHashToDataURL(Uint8Array.from(atob(thumbhash), (char) => char.charCodeAt(0)))
  } catch {
    // A hash that cannot be read is as good as none: the thumbnail comes anyway.
    return null
  }
}
