export type { TextModel, TextPriceRow, TokenPrices } from './catalog/text-model.ts'
export { findTextModel, textCatalog } from './catalog/text-catalog.ts'
export { priceAtModel, priceOfText } from './catalog/price-of-text.ts'
export type { MediaCapabilities, MediaModel, MediaPriceRow } from './catalog/media-model.ts'
export { findMediaModel, mediaCatalog } from './catalog/media-catalog.ts'
export { estimateOfMedia, priceOfMedia } from './catalog/price-of-media.ts'
export { type ProvidersConfig, createTextProviders, providersConfigIssues, providersEnv } from './config.ts'
export { type MediaChoice, chooseMediaModels } from './media/choose-media-models.ts'
export type * from './media/contract.ts'
export { aspectRatios, imageQualities, videoResolutions } from './media/contract.ts'
export { type MediaPorts, createMediaProviders } from './media/create-media-providers.ts'
export {
  type ChosenMedia,
  type HeldMedia,
  type MediaKind,
  type MediaProviderName,
  type MediaProviders,
  holdMediaProviders,
  mediaProviderNames,
} from './media/media-providers.ts'
export { type PlannedWish, planWish, requirePlan } from './media/plan-wish.ts'
export { createSandboxMedia } from './sandbox/sandbox-media.ts'
export { sandboxMagic, sandboxMediaMagic } from './sandbox/sandbox-magic.ts'
export { sandboxText } from './sandbox/sandbox-text.ts'
export { type ChosenModel, type TextChoice, chooseTextModel } from './text/choose-text-model.ts'
export type * from './text/contract.ts'
export { isProviderError } from './text/provider-error.ts'
export { type TextProviderName, type TextProviders, holdTextProviders } from './text/text-providers.ts'
export { countMessageTokens, countTokens } from './tokens/count-tokens.ts'
export { truncateToTokens } from './tokens/truncate-to-tokens.ts'
export { worstCaseTokens } from './tokens/worst-case-tokens.ts'
