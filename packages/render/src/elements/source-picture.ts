import type { MediaFacts, VideoFacts } from '../ffmpeg/media-facts.ts'
import { type FitOptions, placeSource } from '../plan/place.ts'
import { toUs } from '../plan/rational.ts'
import type { Fitting, MovingPicture, Size, SourceColor } from '../plan/timeline.ts'

/** An 8K frame; scaling to more than that costs memory for nothing that is seen. */
const maxDrawnPixels = 36_000_000

export function sourceSize(video: VideoFacts): Size {
  return { widthPx: video.widthPx, heightPx: video.heightPx }
}

/** Words for a source so long and thin that filling the frame with it would need an enormous picture. */
export function tooElongated(facts: MediaFacts | null, film: Size, options: FitOptions): string | null {
  const placed = facts?.video ? placeSource(sourceSize(facts.video), film, options) : null
  if (!placed || facts?.video === null || facts?.video === undefined) return null
  const { widthPx, heightPx } = placed.fitting.drawn
  if (options.fit === 'none' || widthPx * heightPx <= maxDrawnPixels) return null
  return `is too elongated (${facts.video.widthPx}×${facts.video.heightPx}) to fill the frame; use fit "contain"`
}

export interface MovingOptions {
  trimS?: number | undefined
  speed?: number | undefined
  loop?: boolean
}

export function movingPicture(
  src: string,
  facts: MediaFacts,
  video: VideoFacts,
  fitting: Fitting,
  { trimS = 0, speed = 1, loop = false }: MovingOptions,
): MovingPicture {
  return {
    kind: 'moving',
    src,
    fitting,
    trimUs: toUs(trimS),
    speed,
    sourceUs: (video.durationMs ?? facts.durationMs ?? 0) * 1000,
    loop,
    hasAlpha: video.hasAlpha,
    decoder: video.hasAlpha ? (alphaDecoders[video.codec] ?? null) : null,
    color: sourceColor(video),
  }
}

/** Files that do not tell are taken as players take them: standard definition is BT.601, the rest BT.709. */
function sourceColor(video: VideoFacts): SourceColor {
  const transfer = hdrTransfers.find((name) => name === video.colorTransfer) ?? 'sdr'
  const matrix = video.colorMatrix ?? ''
  if (/^(rgb|bgr|gbr|argb|abgr|0rgb|0bgr|pal8)/.test(video.pixelFormat)) return { matrix: 'rgb', transfer }
  if (matrix.startsWith('bt2020')) return { matrix: 'bt2020', transfer }
  if (matrix === 'bt709') return { matrix: 'bt709', transfer }
  if (['smpte170m', 'bt470bg', 'fcc'].includes(matrix)) return { matrix: 'bt601', transfer }
  return { matrix: Math.min(video.widthPx, video.heightPx) < 720 ? 'bt601' : 'bt709', transfer }
}

const alphaDecoders: Readonly<Record<string, 'libvpx' | 'libvpx-vp9'>> = { vp8: 'libvpx', vp9: 'libvpx-vp9' }
const hdrTransfers = ['smpte2084', 'arib-std-b67'] as const
