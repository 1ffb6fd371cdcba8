import { AppError, validationError } from '@cronicl/core'
import { findTextModel } from '../catalog/text-catalog.ts'
import type { TextProvider } from './contract.ts'

/** What each provider needs to be there, for people; the names of all that can be configured. */
export const textProviderNeeds = {
  'openai-compatible': 'OPENAI_BASE_URL',
  openai: 'OPENAI_API_KEY',
  gemini: 'GEMINI_API_KEY',
  sandbox: 'nothing',
} as const
export type TextProviderName = keyof typeof textProviderNeeds
export const textProviderNames = Object.keys(textProviderNeeds) as TextProviderName[]

/** The text providers that are configured. */
export interface TextProviders {
  /** In order of preference; the sandbox is last, and the only one where no other is configured. */
  readonly names: readonly TextProviderName[]
  /**
   * @throws AppError PROVIDER_NOT_CONFIGURED (what to set) for one that is known and not there; VALIDATION_ERROR for a
   * name that is none
   */
  get(name: string): TextProvider
  /** The model that a provider uses when nobody names one. */
  defaultModel(name: TextProviderName): string
}

export function isTextProviderName(name: string): name is TextProviderName {
  return Object.hasOwn(textProviderNeeds, name)
}

export function notConfigured(name: TextProviderName): AppError {
  return new AppError('PROVIDER_NOT_CONFIGURED', `${name} is not configured: set ${textProviderNeeds[name]}.`, {
    details: { provider: name, set: textProviderNeeds[name] },
  })
}

/** Holds providers in their order of preference. `defaults` are TEXT_MODEL and its like, by provider. */
export function holdTextProviders(
  providers: ReadonlyMap<TextProviderName, TextProvider>,
  defaults: Readonly<Record<TextProviderName, string>>,
): TextProviders {
  return {
    names: [...providers.keys()],
    get(name) {
      if (!isTextProviderName(name))
        throw validationError([
          { path: ['provider'], message: `There is no provider ${name}. There are: ${textProviderNames.join(', ')}.` },
        ])
      const provider = providers.get(name)
      if (!provider) throw notConfigured(name)
      return provider
    },
    defaultModel: (name) => defaults[name],
  }
}

/** The provider whose catalogue has the model, whether it is configured or not. */
export function homeOf(model: string): TextProviderName | undefined {
  const home = findTextModel(model)?.provider
  return home !== undefined && isTextProviderName(home) ? home : undefined
}
