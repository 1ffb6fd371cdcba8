import type { VideoResolution } from '../media/contract.ts'
import type { MediaCapabilities, MediaModel, MediaPriceRow } from './media-model.ts'
import { always, microUsd } from './media-prices.ts'

/** Ratios, durations and frames: @runwayml/sdk 4.20.1, resources/image-to-video.d.ts and text-to-video.d.ts. */
const gen4: MediaCapabilities = {
  aspectRatios: ['16:9', '9:16', '4:3', '3:4', '1:1', '21:9'],
  resolutions: ['720p'],
  durationsS: [2, 3, 4, 5, 6, 7, 8, 9, 10],
  startFrame: 'optional',
  endFrame: false,
  seed: true,
  negativePrompt: false,
  maxPromptLength: 1_000,
}
const veo: MediaCapabilities = {
  ...gen4,
  aspectRatios: ['16:9', '9:16'],
  resolutions: ['720p', '1080p'],
  durationsS: [4, 6, 8],
  endFrame: true,
}

/** A credit costs a cent (docs.dev.runwayml.com, read 2026-05-26). Its tasks tell their credits; what is reserved is the most. */
const credits = (creditsPerSecond: Readonly<Partial<Record<VideoResolution, number>>>): readonly MediaPriceRow[] => [
  { from: always, credit: microUsd(0.01), reserve: { creditsPerSecond } },
]
const video = { provider: 'runway', kind: 'video', endOfLife: null, replacement: null } as const

/** Films of Runway. Credits a second: toolcolumn (2026-05-26) and runwayml/skills; for Veo with sound, which is dearer. */
export const runwayMediaModels: readonly MediaModel[] = [
  { id: 'veo3.1_fast', ...video, capabilities: veo, prices: credits({ '720p': 15, '1080p': 15 }) },
  { id: 'veo3.1', ...video, capabilities: veo, prices: credits({ '720p': 40, '1080p': 40 }) },
  { id: 'gen4.5', ...video, capabilities: gen4, prices: credits({ '720p': 12 }) },
  {
    id: 'gen4_turbo',
    ...video,
    capabilities: { ...gen4, startFrame: 'required' },
    prices: credits({ '720p': 5 }),
  },
]
