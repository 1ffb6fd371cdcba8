import { AppError, validationError } from '@cronicl/core'
import { findMediaModel, mediaCatalog } from '../catalog/media-catalog.ts'
import type { MediaModel } from '../catalog/media-model.ts'
import { startOfDay } from '../catalog/text-model.ts'
import {
  type ChosenMedia,
  type MediaKind,
  type MediaProviderName,
  type MediaProviders,
  isMediaProviderName,
} from './media-providers.ts'

export interface MediaChoice {
  kind: MediaKind
  provider?: string | undefined
  model?: string | undefined
}

/**
 * The providers and models for a request, the first to be used. Nothing named: each configured provider's default, in
 * order, the others to fall back to; a default that is gone is replaced by what its row names. Only a provider: its
 * default. Only a model: the configured provider that has it. Whoever names one or the other gets no fallback.
 * @throws AppError PROVIDER_NOT_CONFIGURED (says what to set), MODEL_RETIRED (`details.replacement`), VALIDATION_ERROR
 * (no such provider, no such model)
 */
export function chooseMediaModels(providers: MediaProviders, choice: MediaChoice, at: Date): ChosenMedia[] {
  const { kind, provider, model } = choice
  if (provider === undefined && model === undefined) {
    const chosen = providers.names(kind).flatMap((name) => defaultOf(providers, name, { kind, at }) ?? [])
    if (chosen.length > 0) return chosen
    throw new AppError('PROVIDER_NOT_CONFIGURED', `No provider of ${kind}s has a model that is alive.`)
  }
  // Named providers are looked up first, so that a wrong name is told before a wrong model.
  const name = provider === undefined ? homeOf(providers, kind, model ?? '') : providers.get(provider).name
  if (!isMediaProviderName(name)) throw new TypeError(`not a media provider of ours: ${name}`)
  if (model === undefined) {
    const chosen = defaultOf(providers, name, { kind, at })
    if (chosen) return [chosen]
  }
  const found = findKind(providers, name, { kind, id: model ?? providers.defaultModel(name, kind) })
  if (isGone(found, at)) throw retired(found)
  return [{ provider: providers.get(name), model: found }]
}

/** Where a model lives: the first configured provider that has it, the operator's own server last. */
function homeOf(providers: MediaProviders, kind: MediaKind, model: string): MediaProviderName {
  const home = providers.names(kind).find((name) => providers.findModel(model, name)?.kind === kind)
  if (home) return home
  const known = findMediaModel(model)?.provider
  // Also one that is not in the list, or makes nothing of the kind any more: it says what became of its models.
  if (known !== undefined && isMediaProviderName(known)) return providers.get(known).name as MediaProviderName
  throw noSuchModel(providers.names(kind)[0] ?? 'sandbox', kind, model)
}

/** A provider's default, or what replaces it; undefined when neither is alive. */
function defaultOf(
  providers: MediaProviders,
  name: MediaProviderName,
  { kind, at }: { kind: MediaKind; at: Date },
): ChosenMedia | undefined {
  let id: string | null = providers.defaultModel(name, kind)
  // A replacement may have a replacement; no row names itself, but a chain is never longer than the list.
  for (let steps = 0; id !== null && steps < mediaCatalog.length; steps++) {
    const model = findKind(providers, name, { kind, id })
    if (!isGone(model, at)) return { provider: providers.get(name), model }
    id = model.replacement
  }
  return undefined
}

/** The model as it was asked for: a snapshot keeps its own id. */
function findKind(
  providers: MediaProviders,
  name: MediaProviderName,
  { kind, id }: { kind: MediaKind; id: string },
): MediaModel {
  const model = providers.findModel(id, name)
  if (model?.kind !== kind) throw noSuchModel(name, kind, id)
  return { ...model, id }
}

function isGone({ endOfLife }: MediaModel, at: Date): boolean {
  return endOfLife !== null && startOfDay(endOfLife) <= at
}

function noSuchModel(name: MediaProviderName, kind: MediaKind, id: string): AppError {
  const models = mediaCatalog.filter((model) => model.provider === name && model.kind === kind).map((model) => model.id)
  const known = models.length > 0 ? ` It has: ${models.join(', ')}.` : ''
  return validationError([{ path: ['model'], message: `${name} has no model ${id} for ${kind}s.${known}` }])
}

function retired({ id, provider, endOfLife, replacement }: MediaModel): AppError {
  const instead = replacement ? `Use ${replacement}.` : `${provider} has none instead.`
  const details = { provider, model: id, endOfLife, replacement }
  return new AppError('MODEL_RETIRED', `${id} was shut down on ${endOfLife}. ${instead}`, { details })
}
