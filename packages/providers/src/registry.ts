import type { ProvidersConfig } from './config.ts'
import { createGeminiMedia } from './gemini/gemini-media.ts'
import type { MediaProvider } from './media/contract.ts'
import type { MediaPorts } from './media/create-media-providers.ts'
import type { MediaProviderName } from './media/media-providers.ts'
import { createGeminiText } from './gemini/gemini-text.ts'
import { createOpenAICompatibleText } from './openai-compatible/openai-compatible-text.ts'
import { createOpenAICompatibleImages } from './openai/openai-images.ts'
import { createOpenAIMedia } from './openai/openai-media.ts'
import { createOpenAIText } from './openai/openai-text.ts'
import { createReplicateMedia } from './replicate/replicate-media.ts'
import { createRunwayMedia } from './runway/runway-media.ts'
import { createSandboxMedia } from './sandbox/sandbox-media.ts'
import { sandboxText } from './sandbox/sandbox-text.ts'
import type { TextProvider } from './text/contract.ts'
import type { TextProviderName } from './text/text-providers.ts'

const timeoutMs = (config: ProvidersConfig) => config.TEXT_TIMEOUT_SECONDS * 1000

/** Every provider of text: one line each. Called only where its variables are set. */
export const textProviders = {
  'openai-compatible': (config) =>
    createOpenAICompatibleText({
      baseUrl: config.OPENAI_BASE_URL ?? '',
      apiKey: config.OPENAI_API_KEY,
      timeoutMs: timeoutMs(config),
    }),
  openai: (config) => createOpenAIText({ apiKey: config.OPENAI_API_KEY ?? '', timeoutMs: timeoutMs(config) }),
  gemini: (config) =>
    createGeminiText({
      apiKey: config.GEMINI_API_KEY ?? '',
      timeoutMs: timeoutMs(config),
      ...(config.GEMINI_BASE_URL ? { baseUrl: config.GEMINI_BASE_URL } : {}),
    }),
  sandbox: () => sandboxText,
} as const satisfies Record<TextProviderName, (config: ProvidersConfig) => TextProvider>

/** Every provider of pictures and films: one line each. Called only where its variables are set, and at its first use. */
export const mediaProviders = {
  openai: (config) =>
    createOpenAIMedia({
      apiKey: config.OPENAI_API_KEY ?? '',
      webhookSecret: config.OPENAI_WEBHOOK_SECRET,
      via: config.OPENAI_IMAGES_VIA,
    }),
  'openai-compatible': (config, { ownModels = [] }) =>
    createOpenAICompatibleImages({ baseUrl: config.OPENAI_BASE_URL ?? '', apiKey: config.OPENAI_API_KEY, ownModels }),
  gemini: (config) =>
    createGeminiMedia({
      apiKey: config.GEMINI_API_KEY ?? '',
      baseUrl: config.GEMINI_BASE_URL,
      webhookSecret: config.GEMINI_WEBHOOK_SECRET,
    }),
  replicate: (config) =>
    createReplicateMedia({
      apiToken: config.REPLICATE_API_TOKEN ?? '',
      baseUrl: config.REPLICATE_BASE_URL,
      webhookSecret: config.REPLICATE_WEBHOOK_SECRET,
    }),
  runway: (config) => createRunwayMedia({ apiKey: config.RUNWAY_API_KEY ?? '', baseUrl: config.RUNWAY_BASE_URL }),
  sandbox: (_config, { drawClip }) => createSandboxMedia({ drawClip }),
} as const satisfies Record<MediaProviderName, (config: ProvidersConfig, ports: MediaPorts) => MediaProvider>
