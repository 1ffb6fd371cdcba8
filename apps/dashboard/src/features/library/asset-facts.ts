import type { Asset } from '@cronicl/client'
import { formatBytes, formatDuration } from '../../ui/format.ts'

const nouns = { image: 'Picture', video: 'Video', audio: 'Sound', other: 'File' } as const

/** `Video · 0:12`, `Picture · 1280 × 853`: what tells an asset from its neighbours. */
export function assetFacts(asset: Asset): string {
  const noun = asset.source === 'render' ? 'Film' : nouns[asset.type]
  if (asset.status !== 'ready') return `${noun} · ${formatBytes(asset.sizeBytes)}`
  if (asset.durationMs !== null) return `${noun} · ${formatDuration(asset.durationMs)}`
  return asset.widthPx === null ? noun : `${noun} · ${asset.widthPx} × ${asset.heightPx}`
}
