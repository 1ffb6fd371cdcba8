import type { MediaModel } from '../catalog/media-model.ts'
import type { MediaProvider } from './contract.ts'

export const mediaProviderNames = ['openai', 'openai-compatible', 'gemini', 'replicate', 'runway', 'sandbox'] as const
export type MediaProviderName = (typeof mediaProviderNames)[number]
export type MediaKind = MediaModel['kind']

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
  /** The model that a provider uses when nobody names one. */
  defaultModel(name: MediaProviderName, kind: MediaKind): string
}

/** A provider that is configured, and a model of it that is alive. */
export interface ChosenMedia {
  provider: MediaProvider
  model: MediaModel
}
