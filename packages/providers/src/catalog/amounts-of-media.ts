import type { ImageQuality, MediaUsage, MediaWish, VideoResolution } from '../media/contract.ts'
import { countTokens } from '../tokens/count-tokens.ts'
import type { MediaPriceRow } from './media-model.ts'

/** What is multiplied with prices. */
export interface MediaAmounts {
  quality: ImageQuality
  images: number
  resolution: VideoResolution
  seconds: number
  runSeconds: number
  credits: number
  tokens: Record<'textIn' | 'imageIn' | 'cachedIn' | 'cachedImageIn' | 'textOut' | 'imageOut' | 'videoOut', number>
  driver: NonNullable<MediaUsage['driver']> | null
}

/** What a provider writes around a prompt. */
const perPrompt = 200

/** The most of everything that a wish can use, by a price row's `reserve`. */
export function atMost(wish: MediaWish, { tokens, reserve }: MediaPriceRow): MediaAmounts {
  const isImage = wish.kind === 'image'
  const images = isImage ? wish.count : 0
  const seconds = isImage ? 0 : wish.durationS
  const quality = isImage ? wish.quality : 'standard'
  const resolution = isImage ? '720p' : wish.resolution
  const references = isImage ? wish.references : Number(wish.startFrame) + Number(wish.endFrame)
  const promptTokens = tokens ? mostTokens(wish) + perPrompt : 0
  // Each picture of one request reads the prompt and the references anew.
  const times = Math.max(images, 1)
  return {
    quality,
    images,
    resolution,
    seconds,
    runSeconds: reserve.runSeconds ?? 0,
    credits: seconds * atResolution(reserve.creditsPerSecond, resolution),
    tokens: {
      textIn: promptTokens * times,
      imageIn: references * (reserve.imageTokensInPerReference ?? 0) * times,
      cachedIn: 0,
      cachedImageIn: 0,
      textOut: (reserve.textTokensOut ?? 0) * times,
      imageOut: (reserve.imageTokensOut?.[quality] ?? 0) * images,
      videoOut: seconds * atResolution(reserve.videoTokensOutPerSecond, resolution),
    },
    driver: driverAtMost(reserve, promptTokens, references),
  }
}

/** The driver reads the prompt once more after its tool has answered. */
function driverAtMost({ driver }: MediaPriceRow['reserve'], promptTokens: number, references: number) {
  if (!driver) return null
  const tokensIn = driver.tokensIn + 2 * promptTokens + driver.tokensInPerReference * references
  // Whatever is written to the provider's cache costs most.
  return { model: driver.model, tokensIn, tokensOut: driver.tokensOut, tokensCached: 0, tokensCacheWritten: tokensIn }
}

/** The tokenizers of these models are nobody's but theirs. */
function mostTokens(wish: MediaWish): number {
  const negative = wish.kind === 'image' ? (wish.negativePrompt ?? '') : ''
  return countTokens(`${wish.prompt}\n${negative}`, { tokenizer: 'unknown' })
}

function atResolution(by: Readonly<Partial<Record<VideoResolution, number>>> | undefined, at: VideoResolution): number {
  if (!by) return 0
  return by[at] ?? Math.max(...Object.values(by))
}
