import type { AspectRatio, ImageQuality, VideoResolution } from '../media/contract.ts'

/** What a model can do; a wish beyond it is refused, or met with the nearest and a warning. */
export interface MediaCapabilities {
  aspectRatios: readonly AspectRatio[]
  /** Of pictures; a quality that it does not have becomes the next lower one. */
  qualities?: readonly ImageQuality[]
  /** Most pictures of one request. */
  maxCount?: number
  /** Most pictures that it looks at; 0 is none. */
  maxReferences?: number
  resolutions?: readonly VideoResolution[]
  /** Seconds that it can make; a wish becomes the next longer one. */
  durationsS?: readonly number[]
  startFrame?: 'none' | 'optional' | 'required'
  endFrame?: boolean
  /** Whether it takes a rate of frames; without one it makes its own. */
  fps?: boolean
  seed: boolean
  negativePrompt: boolean
  maxPromptLength: number
}

/**
 * What is paid, in micro-USD, from a day on (UTC) until the model's next row. Of several parts all are added. The most
 * that a request can cost is priced from `per…` and `reserve`, what it did cost from what the provider reported.
 */
export interface MediaPriceRow {
  from: string
  /** Per million tokens. */
  tokens?: {
    textIn: number
    imageIn: number
    cachedIn: number
    /** Of cached pictures; without it they cost what cached text does. */
    cachedImageIn?: number
    textOut: number
    imageOut: number
    videoOut: number
  }
  /** Per picture, by quality. */
  image?: Readonly<Record<ImageQuality, number>>
  /** Per second of film, by resolution. */
  second?: Readonly<Partial<Record<VideoResolution, number>>>
  /** Per second that the model runs. */
  runSecond?: number
  /** What a credit costs. */
  credit?: number
  /** The most that one request uses of what cannot be told before it: tokens in and out by picture or second, run seconds, credits. */
  reserve: {
    textTokensOut?: number
    imageTokensOut?: Readonly<Record<ImageQuality, number>>
    videoTokensOutPerSecond?: Readonly<Partial<Record<VideoResolution, number>>>
    imageTokensInPerReference?: number
    /** A text model that leads the work and is paid besides: input beyond the prompt, input by reference, and output. */
    driver?: { model: string; tokensIn: number; tokensInPerReference: number; tokensOut: number }
    runSeconds?: number
    creditsPerSecond?: Readonly<Partial<Record<VideoResolution, number>>>
  }
}

export interface MediaModel {
  /** The provider's own id. */
  id: string
  provider: string
  kind: 'image' | 'video'
  capabilities: MediaCapabilities
  /** Oldest first; never empty. */
  prices: readonly MediaPriceRow[]
  /** First day (UTC, YYYY-MM-DD) on which it is gone. */
  endOfLife: string | null
  /** The id to use instead, of the same provider. */
  replacement: string | null
}
