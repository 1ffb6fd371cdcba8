import { aspectRatios } from '../media/contract.ts'
import type { MediaCapabilities, MediaModel } from './media-model.ts'
import { always, everyQuality, microUsd } from './media-prices.ts'

/** Replicate's page of the model (schema of its input); one picture a prediction. */
const nanoBanana: MediaCapabilities = {
  aspectRatios,
  qualities: ['standard', 'high'],
  maxCount: 1,
  maxReferences: 14,
  seed: false,
  negativePrompt: false,
  maxPromptLength: 20_000,
}
const flux: MediaCapabilities = {
  ...nanoBanana,
  qualities: ['standard'],
  aspectRatios: ['1:1', '3:2', '2:3', '4:3', '3:4', '16:9', '9:16', '21:9'],
  maxReferences: 0,
  seed: true,
}

const image = { provider: 'replicate', kind: 'image' } as const
const lives = { endOfLife: null, replacement: null }

/**
 * Models on Replicate. Its API tells no price, so these are of the price lists that could be read: a picture of
 * nano-banana-2 as at Google itself (1,120 tokens at 1K and 1,680 at 2K for $60/M; public comparisons of 2026 give both
 * houses one price), the FLUX models as openai-hk.com lists Replicate's own prices (2026). Films are left out: no price
 * of one could be read.
 */
export const replicateMediaModels: readonly MediaModel[] = [
  {
    id: 'google/nano-banana-2',
    ...image,
    ...lives,
    capabilities: nanoBanana,
    prices: [
      {
        from: always,
        image: { draft: microUsd(0.0672), standard: microUsd(0.0672), high: microUsd(0.1008) },
        reserve: {},
      },
    ],
  },
  {
    // It wraps gemini-2.5-flash-image, which Google has shut down; $0.039 as there (@pydantic/genai-prices 0.1.8).
    id: 'google/nano-banana',
    ...image,
    capabilities: { ...nanoBanana, qualities: ['standard'], maxReferences: 3 },
    endOfLife: '2026-10-02',
    replacement: 'google/nano-banana-2',
    prices: [{ from: always, image: everyQuality(0.039), reserve: {} }],
  },
  {
    id: 'black-forest-labs/flux-schnell',
    ...image,
    ...lives,
    capabilities: flux,
    prices: [{ from: always, image: everyQuality(0.003), reserve: {} }],
  },
  {
    id: 'black-forest-labs/flux-1.1-pro',
    ...image,
    ...lives,
    capabilities: { ...flux, aspectRatios: ['1:1', '3:2', '2:3', '4:3', '3:4', '16:9', '9:16'] },
    prices: [{ from: always, image: everyQuality(0.04), reserve: {} }],
  },
]
