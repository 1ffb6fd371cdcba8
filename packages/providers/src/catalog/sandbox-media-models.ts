import { aspectRatios, imageQualities, videoResolutions } from '../media/contract.ts'
import type { MediaModel } from './media-model.ts'
import { always, everyQuality } from './media-prices.ts'

/** The sandbox does everything and costs nothing: a price of zero, which is not the same as no price. */
export const sandboxMediaModels: readonly MediaModel[] = [
  {
    id: 'sandbox-image',
    provider: 'sandbox',
    kind: 'image',
    capabilities: {
      aspectRatios,
      qualities: imageQualities,
      maxCount: 4,
      maxReferences: 14,
      seed: true,
      negativePrompt: true,
      maxPromptLength: 32_000,
    },
    prices: [{ from: always, image: everyQuality(0), reserve: {} }],
    endOfLife: null,
    replacement: null,
  },
  {
    id: 'sandbox-video',
    provider: 'sandbox',
    kind: 'video',
    capabilities: {
      aspectRatios,
      resolutions: videoResolutions,
      durationsS: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
      startFrame: 'optional',
      endFrame: true,
      fps: true,
      seed: true,
      negativePrompt: true,
      maxPromptLength: 32_000,
    },
    prices: [{ from: always, second: { '480p': 0, '720p': 0, '1080p': 0 }, reserve: {} }],
    endOfLife: null,
    replacement: null,
  },
]
