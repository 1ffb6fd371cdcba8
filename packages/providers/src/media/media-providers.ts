import { AppError, validationError } from '@cronicl/core'
import { findMediaModel } from '../catalog/media-catalog.ts'
import type { MediaModel } from '../catalog/media-model.ts'
import type { MediaProvider } from './contract.ts'

export const mediaProviderNames = ['openai', 'openai-compatible', 'gemini', 'replicate', 'runway', 'sandbox'] as const
export type MediaProviderName = (typeof mediaProviderNames)[number]
export type MediaKind = MediaModel['kind']

/** What each provider needs to be there, for people. */
export const mediaProviderNeeds: Readonly<Record<MediaProviderName, string>> = {
  openai: 'OPENAI_API_KEY without OPENAI_BASE_URL',
  'openai-compatible': 'OPENAI_BASE_URL and IMAGE_MODEL',
  gemini: 'GEMINI_API_KEY',
  replicate: 'REPLICATE_API_TOKEN',
  runway: 'RUNWAY_API_KEY',
  sandbox: 'nothing',
}

/** The providers of pictures and films that are configured. */
export interface MediaProviders {
  /**
   * In order of preference, which is also that of falling back. The sandbox is among them only where no other is
   * configured for the kind, or where the operator's list names it.
   */
  names(kind: MediaKind): readonly MediaProviderName[]
  /**
   * Any provider by its name; the sandbox always.
   * @throws AppError PROVIDER_NOT_CONFIGURED (what to set) for one that is known and not there; VALIDATION_ERROR for a
   * name that is none
   */
  get(name: string): MediaProvider
  /**
   * The model that a provider uses when nobody names one.
   * @throws AppError VALIDATION_ERROR when it makes none of the kind
   */
  defaultModel(name: MediaProviderName, kind: MediaKind): string
  /** A provider's model by its id, dead or alive: the operator's own, or one of the catalogue. */
  findModel(id: string, provider: MediaProviderName): MediaModel | undefined
}

/** A provider that is configured, and a model of it that is alive. */
export interface ChosenMedia {
  provider: MediaProvider
  model: MediaModel
}

export interface HeldMedia {
  /** Made at the first use. The sandbox belongs among them, whatever the order says. */
  providers: ReadonlyMap<MediaProviderName, () => MediaProvider>
  order: Readonly<Record<MediaKind, readonly MediaProviderName[]>>
  /** IMAGE_MODEL and VIDEO_MODEL, by provider, before the house's own defaults. */
  defaults?: Readonly<Partial<Record<MediaProviderName, Partial<Record<MediaKind, string>>>>>
  /** Models that only this operator knows. */
  models?: readonly MediaModel[]
}

/** Models that are used when nobody names one. What OPENAI_BASE_URL serves only the operator knows. */
const houseDefaults: Readonly<Record<MediaProviderName, Partial<Record<MediaKind, string>>>> = {
  openai: { image: 'gpt-image-2' },
  'openai-compatible': {},
  gemini: { image: 'gemini-3.1-flash-image', video: 'gemini-omni-1.1-flash' },
  replicate: { image: 'google/nano-banana-2' },
  runway: { video: 'veo3.1_fast' },
  sandbox: { image: 'sandbox-image', video: 'sandbox-video' },
}

/** Holds providers in their order of preference. */
export function holdMediaProviders({ providers, order, defaults = {}, models = [] }: HeldMedia): MediaProviders {
  const made = new Map<MediaProviderName, MediaProvider>()
  return {
    names: (kind) => order[kind],
    get(name) {
      if (!isMediaProviderName(name)) throw noSuchProvider(name)
      const known = made.get(name)
      if (known) return known
      const provider = providers.get(name)?.()
      if (!provider) throw mediaNotConfigured(name)
      made.set(name, provider)
      return provider
    },
    defaultModel(name, kind) {
      const model = defaults[name]?.[kind] ?? houseDefaults[name][kind]
      if (model === undefined) throw makesNone(name, kind)
      return model
    },
    findModel: (id, provider) =>
      models.find((model) => model.id === id && model.provider === provider) ?? findMediaModel(id, provider),
  }
}

export function isMediaProviderName(name: string): name is MediaProviderName {
  return (mediaProviderNames as readonly string[]).includes(name)
}

function mediaNotConfigured(name: MediaProviderName): AppError {
  const set = mediaProviderNeeds[name]
  return new AppError('PROVIDER_NOT_CONFIGURED', `${name} is not configured: set ${set}.`, {
    details: { provider: name, set },
  })
}

/** Whether a provider has a model of the kind by itself. */
export function makesByDefault(name: MediaProviderName, kind: MediaKind): boolean {
  return houseDefaults[name][kind] !== undefined
}

function noSuchProvider(name: string): AppError {
  const message = `There is no provider ${name}. There are: ${mediaProviderNames.join(', ')}.`
  return validationError([{ path: ['provider'], message }])
}

function makesNone(name: MediaProviderName, kind: MediaKind): AppError {
  return validationError([{ path: ['provider'], message: `${name} makes no ${kind}s here.` }])
}
