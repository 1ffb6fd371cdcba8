import { aspectRatios } from '../media/contract.ts'
import type { MediaCapabilities, MediaModel, MediaPriceRow } from './media-model.ts'
import { always, everyQuality, mediaTokenPrices, microUsd } from './media-prices.ts'

/**
 * Sizes are free from gpt-image-2 on (both sides by 16, 1:3 to 3:1), so every ratio is there. `images.edit` takes up to 16
 * pictures. Source: openai 7.55.0, resources/images.d.ts (2026-11-10).
 */
const capabilities: MediaCapabilities = {
  aspectRatios,
  qualities: ['draft', 'standard', 'high'],
  maxCount: 4,
  maxReferences: 16,
  seed: false,
  negativePrompt: false,
  maxPromptLength: 32_000,
}
/** Before gpt-image-2 there were three sizes. */
const threeSizes: MediaCapabilities = { ...capabilities, aspectRatios: ['1:1', '3:2', '2:3'] }

/**
 * The text model that calls the tool when a picture is made in the background (Responses): it reads the prompt twice at
 * most, and its output is limited by the request (`max_output_tokens`). See openai/openai-background-images.ts.
 */
const driver = { model: 'gpt-6-luna', tokensIn: 6_000, tokensInPerReference: 6_000, tokensOut: 8_192 }

/**
 * A picture that is looked at: 65 + 129 a tile of 512 px and at most 6,144 more for fidelity, of the largest sizes
 * (developers.openai.com, calculating costs of gpt-image-1). No source tells the later models' count; this is above it.
 */
const imageTokensInPerReference = 7_000

/**
 * Tokens of a square of 1024 px, the dearest of our sizes: ceil(q·a·(2,000,000 + W·H) / 4,000,000) with q = 16, 48, 96 by
 * quality and a = round(q · short / long). Source: community.openai.com/t/1382699 and Portkey-AI/models (2026-08-21), which
 * agree for gpt-image-2.
 */
const gptImage2Tokens = { draft: 196, standard: 1_756, high: 7_024 }
/** developers.openai.com, image generation guide: the largest of three sizes, gpt-image-1 to 1.5. */
const gptImage1Tokens = { draft: 408, standard: 1_584, high: 6_240 }

const row = (
  tokens: MediaPriceRow['tokens'],
  imageTokensOut: Readonly<Record<'draft' | 'standard' | 'high', number>>,
): MediaPriceRow => ({
  from: always,
  ...(tokens ? { tokens } : {}),
  reserve: { imageTokensOut, imageTokensInPerReference, driver },
})

const image = { provider: 'openai', kind: 'image' } as const
const lives = { endOfLife: null, replacement: null }
const until = (endOfLife: string) => ({ endOfLife, replacement: 'gpt-image-2' })

/** Output without details is taken for pictures by the adapters; only 1.5 has a cheaper price for its words. */
const output = (usd: number) => ({ textOut: usd, imageOut: usd })
const gptImage2 = mediaTokenPrices({ textIn: 5, imageIn: 8, cachedIn: 1.25, cachedImageIn: 2, ...output(30) })
const gptImage15 = mediaTokenPrices({
  ...{ textIn: 5, imageIn: 8, cachedIn: 1.25, cachedImageIn: 2 },
  ...{ textOut: 10, imageOut: 32 },
})
const gptImage1 = mediaTokenPrices({ textIn: 5, imageIn: 10, cachedIn: 1.25, cachedImageIn: 2.5, ...output(40) })
const gptImage1Mini = mediaTokenPrices({ textIn: 2, imageIn: 2.5, cachedIn: 0.2, cachedImageIn: 0.25, ...output(8) })

/** Video is over at OpenAI: nothing replaces these. Portkey-AI/models; ends of life: openai 7.55.0, videos.d.ts. */
const sora = {
  provider: 'openai',
  kind: 'video',
  capabilities: {
    aspectRatios: ['16:9', '9:16'],
    resolutions: ['720p'],
    durationsS: [4, 8, 12],
    startFrame: 'optional',
    endFrame: false,
    seed: false,
    negativePrompt: false,
    maxPromptLength: 32_000,
  },
  endOfLife: '2026-09-24',
  replacement: null,
} as const satisfies Omit<MediaModel, 'id' | 'prices'>

/**
 * Pictures of OpenAI. Prices: developers.openai.com (2.6), @pydantic/genai-prices 0.1.8 (1, 1.5, 2), read on 2026-11-21.
 * Of 2.5 and 2.6 the price of a token is known and the number of a picture's tokens is not, so nothing could be reserved
 * for them: they are left out. Ends of life: images.d.ts; 1.5 and 1-mini as OpenAI's page was read on 2026-10-27.
 */
export const openaiMediaModels: readonly MediaModel[] = [
  { id: 'gpt-image-2', ...image, ...lives, capabilities, prices: [row(gptImage2, gptImage2Tokens)] },
  {
    id: 'gpt-image-1.5',
    ...image,
    ...until('2026-12-01'),
    capabilities: threeSizes,
    prices: [row(gptImage15, gptImage1Tokens)],
  },
  {
    id: 'gpt-image-1',
    ...image,
    ...until('2026-10-23'),
    capabilities: threeSizes,
    prices: [row(gptImage1, gptImage1Tokens)],
  },
  {
    id: 'gpt-image-1-mini',
    ...image,
    ...until('2026-12-01'),
    capabilities: threeSizes,
    prices: [row(gptImage1Mini, gptImage1Tokens)],
  },
  { id: 'sora-2', ...sora, prices: [{ from: always, second: { '720p': microUsd(0.1) }, reserve: {} }] },
  { id: 'sora-2-pro', ...sora, prices: [{ from: always, second: { '720p': microUsd(0.3) }, reserve: {} }] },
]

/** For a server whose pictures only its operator knows: the three sizes that every one has, and the price that was given. */
export function describeOwnImageModel(id: string, microUsdPerImage: number): MediaModel {
  return {
    id,
    provider: 'openai-compatible',
    kind: 'image',
    capabilities: { ...threeSizes, maxReferences: 1, maxPromptLength: 4_000 },
    prices: [{ from: always, image: everyQuality(microUsdPerImage / 1_000_000), reserve: {} }],
    ...lives,
  }
}
