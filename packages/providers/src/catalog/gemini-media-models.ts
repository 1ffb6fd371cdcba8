import { aspectRatios } from '../media/contract.ts'
import type { MediaCapabilities, MediaModel } from './media-model.ts'
import { always, everyQuality, mediaTokenPrices, microUsd } from './media-prices.ts'

/**
 * One picture a request; what a model thinks comes out as text. Ratios and sizes: @google/genai 3.1.0 (`ImageConfig`);
 * 14 references: ai.google.dev, image generation. Google takes a seed and promises nothing by it.
 */
const pictures: MediaCapabilities = {
  aspectRatios,
  qualities: ['standard', 'high'],
  maxCount: 1,
  maxReferences: 14,
  seed: true,
  negativePrompt: false,
  maxPromptLength: 20_000,
}
const oneSize: MediaCapabilities = { ...pictures, qualities: ['standard'] }

/** Thinking and words: the request limits output to this and the picture (`maxOutputTokens`). */
const textTokensOut = 8_192
/** The most that a picture takes at the highest media resolution (ai.google.dev, media resolution). */
const imageTokensInPerReference = 2_240
/** Of a picture at 1K: $0.0672 / ($60/M), @pydantic/genai-prices 0.1.8; 2K and 4K: ai.google.dev, pricing, by the price a picture. */
const tokensOf = (standard: number, high: number) => ({ draft: standard, standard, high })
const reserve = (standard: number, high: number) => ({
  textTokensOut,
  imageTokensInPerReference,
  imageTokensOut: tokensOf(standard, high),
})

const image = { provider: 'gemini', kind: 'image' } as const
const lives = { endOfLife: null, replacement: null }

/** gmicloud and runware, docs of the model: 3 to 10 s, 720p, two ratios, no last frame, five pictures at most. */
const omni: MediaCapabilities = {
  aspectRatios: ['16:9', '9:16'],
  resolutions: ['720p'],
  durationsS: [3, 4, 5, 6, 7, 8, 9, 10],
  startFrame: 'optional',
  endFrame: false,
  seed: false,
  negativePrompt: false,
  maxPromptLength: 20_000,
}
/** 5,792 tokens a second of film, 2,040 a picture (runware, evolink; $0.101 a second). */
const omniPrices = [
  {
    from: always,
    tokens: mediaTokenPrices({ textIn: 1.5, textOut: 9, videoOut: 17.5 }),
    reserve: { textTokensOut: 4_096, imageTokensInPerReference: 2_040, videoTokensOutPerSecond: { '720p': 5_792 } },
  },
] as const

/** Gone from the API of keys; Portkey-AI/models and ai.google.dev (2026-10-07). */
const veo = {
  provider: 'gemini',
  kind: 'video',
  capabilities: { ...omni, resolutions: ['720p', '1080p'], durationsS: [4, 6, 8], endFrame: true },
  endOfLife: '2026-10-22',
  replacement: 'gemini-omni-1.1-flash',
} as const satisfies Omit<MediaModel, 'id' | 'prices'>
const imagen = {
  ...image,
  capabilities: { ...oneSize, maxReferences: 0, seed: false },
  endOfLife: '2026-06-24',
  replacement: 'gemini-3.1-flash-image',
} as const satisfies Omit<MediaModel, 'id' | 'prices'>

/** Pictures and films of Google by an API key. Prices: @pydantic/genai-prices 0.1.8, read on 2026-11-21, unless noted. */
export const geminiMediaModels: readonly MediaModel[] = [
  {
    id: 'gemini-3.1-flash-image',
    ...image,
    ...lives,
    capabilities: pictures,
    prices: [
      {
        from: always,
        tokens: mediaTokenPrices({ textIn: 0.5, textOut: 3, imageOut: 60 }),
        reserve: reserve(1_120, 1_680),
      },
    ],
  },
  {
    id: 'gemini-3-pro-image',
    ...image,
    ...lives,
    capabilities: pictures,
    // $0.134 at 1K and 2K, $0.24 at 4K.
    prices: [
      {
        from: always,
        tokens: mediaTokenPrices({ textIn: 2, textOut: 12, imageOut: 120 }),
        reserve: reserve(1_120, 2_000),
      },
    ],
  },
  {
    id: 'gemini-3.1-flash-lite-image',
    ...image,
    ...lives,
    capabilities: oneSize,
    prices: [
      {
        from: always,
        tokens: mediaTokenPrices({ textIn: 0.25, textOut: 1.5, imageOut: 30 }),
        reserve: reserve(1_120, 1_120),
      },
    ],
  },
  {
    id: 'gemini-2.5-flash-image',
    ...image,
    capabilities: { ...oneSize, maxReferences: 3 },
    endOfLife: '2026-10-02',
    replacement: 'gemini-3.1-flash-image',
    prices: [
      {
        from: always,
        tokens: mediaTokenPrices({ textIn: 0.3, textOut: 2.5, imageOut: 30 }),
        reserve: reserve(1_290, 1_290),
      },
    ],
  },
  { id: 'imagen-4.0-generate-001', ...imagen, prices: [{ from: always, image: everyQuality(0.04), reserve: {} }] },
  { id: 'gemini-omni-1.1-flash', provider: 'gemini', kind: 'video', ...lives, capabilities: omni, prices: omniPrices },
  {
    id: 'gemini-omni-flash-preview',
    provider: 'gemini',
    kind: 'video',
    ...lives,
    capabilities: omni,
    prices: omniPrices,
  },
  {
    id: 'veo-3.1-generate-preview',
    ...veo,
    prices: [{ from: always, second: { '720p': microUsd(0.4), '1080p': microUsd(0.4) }, reserve: {} }],
  },
  {
    id: 'veo-3.1-fast-generate-preview',
    ...veo,
    prices: [{ from: always, second: { '720p': microUsd(0.1), '1080p': microUsd(0.12) }, reserve: {} }],
  },
]
