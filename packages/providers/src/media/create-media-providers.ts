import { validationError } from '@cronicl/core'
import { findMediaModel } from '../catalog/media-catalog.ts'
import type { MediaModel } from '../catalog/media-model.ts'
import { describeOwnImageModel } from '../catalog/openai-media-models.ts'
import type { ProvidersConfig } from '../config.ts'
import { mediaProviders } from '../registry.ts'
import type { MediaProvider } from './contract.ts'
import { configuredMedia, mediaConfigIssues, orderOf, ownerOf } from './media-env.ts'
import { type HeldMedia, type MediaProviderName, type MediaProviders, holdMediaProviders } from './media-providers.ts'

/** What the sandbox is to draw: two pictures, or one, in motion. */
export interface Clip {
  start: Uint8Array
  end: Uint8Array | null
  widthPx: number
  heightPx: number
  durationMs: number
  fps: number
  seed: number
}
/** Draws a clip as mp4. */
export type DrawClip = (clip: Clip, options: { signal: AbortSignal }) => Promise<Uint8Array>

export interface MediaPorts {
  /** Null where FFmpeg is missing. */
  drawClip: DrawClip | null
  /** The operator's own model, which only the environment describes. */
  ownModels?: readonly MediaModel[]
}

/**
 * The providers of pictures and films that the environment asks for. OPENAI_API_KEY configures `openai` (without
 * OPENAI_BASE_URL), OPENAI_BASE_URL with IMAGE_MODEL `openai-compatible`; GEMINI_API_KEY, REPLICATE_API_TOKEN and
 * RUNWAY_API_KEY the others. The sandbox is always there by its name, and by default where nothing else is.
 * @throws AppError VALIDATION_ERROR that names what is missing
 */
export function createMediaProviders(config: ProvidersConfig, ports: MediaPorts): MediaProviders {
  const issues = mediaConfigIssues(config)
  if (issues.length > 0) throw validationError(issues)
  const ownModels = describeOwn(config)
  const providers = new Map<MediaProviderName, () => MediaProvider>(
    configuredMedia(config).map((name) => [name, () => mediaProviders[name](config, { ...ports, ownModels })]),
  )
  const order = { image: orderOf(config, 'image'), video: orderOf(config, 'video') }
  return holdMediaProviders({ providers, order, defaults: readDefaults(config), models: ownModels })
}

function readDefaults(config: ProvidersConfig): NonNullable<HeldMedia['defaults']> {
  const { IMAGE_MODEL: image, VIDEO_MODEL: video } = config
  const [drawer, filmer] = [ownerOf(config, 'image'), ownerOf(config, 'video')]
  return {
    ...(filmer && video ? { [filmer]: { video } } : {}),
    ...(drawer && image ? { [drawer]: { image, ...(drawer === filmer && video ? { video } : {}) } } : {}),
  }
}

/** IMAGE_MODEL of the operator's own server, where its price is theirs. What we know it can do it can do there too. */
function describeOwn(config: ProvidersConfig): MediaModel[] {
  const { IMAGE_MODEL: id, IMAGE_MICRO_USD_PER_IMAGE: price } = config
  if (id === undefined || price === undefined || ownerOf(config, 'image') !== 'openai-compatible') return []
  const own = describeOwnImageModel(id, price)
  return [{ ...own, capabilities: findMediaModel(id, 'openai-compatible')?.capabilities ?? own.capabilities }]
}
