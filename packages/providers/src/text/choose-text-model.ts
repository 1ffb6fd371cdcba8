import { AppError, validationError } from '@cronicl/core'
import { findTextModel, textCatalog } from '../catalog/text-catalog.ts'
import { type TextModel, startOfDay } from '../catalog/text-model.ts'
import type { TextProvider } from './contract.ts'
import {
  type TextProviderName,
  type TextProviders,
  homeOf,
  isTextProviderName,
  notConfigured,
} from './text-providers.ts'

export interface TextChoice {
  provider?: string | undefined
  model?: string | undefined
}

/** A provider that is configured, and a model of it that is alive. */
export interface ChosenModel {
  provider: TextProvider
  model: TextModel
}

/**
 * The provider and model for a request. Nothing named: the preferred provider and its default model. Only a provider:
 * its default. Only a model: the provider that has it, or else the OpenAI-compatible server. There is no fallback from
 * what was named to anything else.
 * @throws AppError PROVIDER_NOT_CONFIGURED (says what to set), MODEL_RETIRED (`details.replacement`), VALIDATION_ERROR
 * (the provider has no such model)
 */
export function chooseTextModel(providers: TextProviders, choice: TextChoice, at: Date): ChosenModel {
  const provider = providers.get(choice.provider ?? providerFor(providers, choice.model))
  if (!isTextProviderName(provider.name)) throw new TypeError(`not a text provider of ours: ${provider.name}`)
  const id = choice.model ?? providers.defaultModel(provider.name)
  const model = modelOf(provider.name, id)
  if (!model) throw noSuchModel(provider.name, id)
  if (model.endOfLife !== null && startOfDay(model.endOfLife) <= at) throw retired(model)
  return { provider, model }
}

function providerFor(providers: TextProviders, model: string | undefined): TextProviderName {
  const [preferred = 'sandbox'] = providers.names
  if (model === undefined) return preferred
  const home = homeOf(model)
  if (home !== undefined && providers.names.includes(home)) return home
  if (providers.names.includes('openai-compatible')) return 'openai-compatible'
  if (home !== undefined) throw notConfigured(home)
  throw noSuchModel(preferred, model)
}

/** Any server may have any model; of the others the catalogue has all. A snapshot keeps the id that was asked for. */
function modelOf(provider: TextProviderName, id: string): TextModel | undefined {
  const known = findTextModel(id)
  if (provider !== 'openai-compatible') return known?.provider === provider ? { ...known, id } : undefined
  // Whoever runs the server decides how long it serves a model.
  if (known) return { ...known, id, provider, endOfLife: null, replacement: null }
  return { ...unknownModel, id, provider }
}

/** A model that we know nothing of: modest sizes that any server has today, and no price. */
const unknownModel = {
  contextTokens: 32_768,
  maxOutputTokens: 8_192,
  prices: [],
  endOfLife: null,
  replacement: null,
  tokenizer: 'unknown',
  temperature: true,
} as const

function noSuchModel(provider: TextProviderName, id: string): AppError {
  const models = textCatalog.filter((model) => model.provider === provider).map((model) => model.id)
  const known = models.length > 0 ? ` It has: ${models.join(', ')}.` : ''
  return validationError([{ path: ['model'], message: `${provider} has no model ${id}.${known}` }])
}

function retired({ id, provider, endOfLife, replacement }: TextModel): AppError {
  const message = `${id} was shut down on ${endOfLife}.${replacement ? ` Use ${replacement}.` : ''}`
  return new AppError('MODEL_RETIRED', message, { details: { provider, model: id, endOfLife, replacement } })
}
