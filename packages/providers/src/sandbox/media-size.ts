import type { AspectRatio, ImageQuality, VideoResolution } from '../media/contract.ts'

export interface Size {
  widthPx: number
  heightPx: number
}

/** Edge of the square that has as many pixels as the picture. */
const edges = { draft: 512, standard: 1024, high: 1536 } as const satisfies Record<ImageQuality, number>
/** The shorter side of a film. */
const shortSides = { '480p': 480, '720p': 720, '1080p': 1080 } as const satisfies Record<VideoResolution, number>

/** About as many pixels for every shape, in steps of 16. */
export function pictureSize(aspectRatio: AspectRatio, quality: ImageQuality): Size {
  const root = Math.sqrt(valueOf(aspectRatio))
  const step = (length: number) => Math.round(length / 16) * 16
  return { widthPx: step(edges[quality] * root), heightPx: step(edges[quality] / root) }
}

/** Even numbers, as H.264 wants them. */
export function filmSize(aspectRatio: AspectRatio, resolution: VideoResolution): Size {
  const short = shortSides[resolution]
  const ratio = valueOf(aspectRatio)
  const long = (times: number) => Math.round((short * times) / 2) * 2
  return ratio >= 1 ? { widthPx: long(ratio), heightPx: short } : { widthPx: short, heightPx: long(1 / ratio) }
}

function valueOf(aspectRatio: AspectRatio): number {
  const [width = 1, height = 1] = aspectRatio.split(':').map(Number)
  return width / height
}
