import { type Issue, validationError } from '@cronicl/core'
import { z } from 'zod'
import { mediaConfigIssues, mediaEnv } from './media/media-env.ts'
import { textProviders } from './registry.ts'
import type { TextProvider } from './text/contract.ts'
import {
  type TextProviderName,
  type TextProviders,
  holdTextProviders,
  homeOf,
  textProviderNames,
  textProviderNeeds,
} from './text/text-providers.ts'

/** An unset variable and one that is set to nothing are the same. */
const text = z
  .string()
  .trim()
  .transform((value) => (value === '' ? undefined : value))
  .optional()

/** The providers room's part of the environment. */
export const providersEnv = {
  OPENAI_API_KEY: text.describe('Key of OpenAI, or of the server at OPENAI_BASE_URL'),
  OPENAI_BASE_URL: text
    .pipe(z.url({ protocol: /^https?$/ }).optional())
    .describe('A server that speaks OpenAI’s chat completions, as in http://localhost:11434/v1; text then goes there'),
  GEMINI_API_KEY: text.describe('Key of Google’s Gemini API'),
  TEXT_PROVIDER: text
    .pipe(z.enum(textProviderNames).optional())
    .describe('Which configured provider writes when a request names none'),
  TEXT_MODEL: text.describe('Which model writes when a request names none; needed for most servers at OPENAI_BASE_URL'),
  TEXT_TIMEOUT_SECONDS: z
    .string()
    .regex(/^\d+$/, 'must be a whole number')
    .transform(Number)
    .pipe(z.number().min(1).max(280))
    .prefault('120')
    .describe('How long a provider of text may be silent before its request is given up'),
  ...mediaEnv,
}

export type ProvidersConfig = z.output<z.ZodObject<typeof providersEnv>>

/** Models that write when nobody names one. A gateway has OpenAI’s; other servers need TEXT_MODEL. */
const defaultModels = {
  'openai-compatible': 'gpt-6-luna',
  openai: 'gpt-6-luna',
  gemini: 'gemini-3.5-flash-lite',
  sandbox: 'sandbox-text',
} as const satisfies Record<TextProviderName, string>

/** What the variables ask for and the environment does not give; empty when all is there. */
export function providersConfigIssues(config: ProvidersConfig): Issue[] {
  return [...textConfigIssues(config), ...mediaConfigIssues(config)]
}

function textConfigIssues(config: ProvidersConfig): Issue[] {
  const { TEXT_PROVIDER: preferred, TEXT_MODEL: model } = config
  const configured = configuredNames(config)
  if (preferred !== undefined && !configured.includes(preferred))
    return [{ path: ['TEXT_PROVIDER'], message: `TEXT_PROVIDER=${preferred} needs ${needs(preferred)}.` }]
  if (model === undefined || preferred === 'openai-compatible') return []
  const home = homeOf(model)
  if (preferred !== undefined && home !== preferred)
    return [{ path: ['TEXT_MODEL'], message: `TEXT_MODEL=${model} is not a model of ${preferred} that we know.` }]
  if (ownerOf(config, configured) === undefined)
    return [{ path: ['TEXT_MODEL'], message: `TEXT_MODEL=${model} needs ${needs(home ?? 'openai-compatible')}.` }]
  return []
}

/**
 * The text providers that the environment asks for. OPENAI_BASE_URL configures `openai-compatible`, and without it
 * OPENAI_API_KEY `openai`; GEMINI_API_KEY configures `gemini`. The sandbox is always there, and comes last: it writes by
 * default only where nothing else is configured.
 * @throws AppError VALIDATION_ERROR that names what is missing
 */
export function createTextProviders(config: ProvidersConfig): TextProviders {
  const issues = textConfigIssues(config)
  if (issues.length > 0) throw validationError(issues)
  const configured = configuredNames(config)
  const owner = ownerOf(config, configured)
  const preferred = config.TEXT_PROVIDER ?? owner
  const names = preferred ? [preferred, ...configured.filter((name) => name !== preferred)] : configured
  const providers = new Map<TextProviderName, TextProvider>(names.map((name) => [name, textProviders[name](config)]))
  const defaults = config.TEXT_MODEL && preferred ? { ...defaultModels, [preferred]: config.TEXT_MODEL } : defaultModels
  return holdTextProviders(providers, defaults)
}

function configuredNames({ OPENAI_BASE_URL, OPENAI_API_KEY, GEMINI_API_KEY }: ProvidersConfig): TextProviderName[] {
  return [
    ...(OPENAI_BASE_URL ? (['openai-compatible'] as const) : []),
    ...(OPENAI_API_KEY && !OPENAI_BASE_URL ? (['openai'] as const) : []),
    ...(GEMINI_API_KEY ? (['gemini'] as const) : []),
    'sandbox',
  ]
}

/** Whose model TEXT_MODEL is, among those that are configured. */
function ownerOf({ TEXT_MODEL: model }: ProvidersConfig, configured: TextProviderName[]): TextProviderName | undefined {
  if (model === undefined) return undefined
  const home = homeOf(model)
  if (home !== undefined && configured.includes(home)) return home
  return configured.includes('openai-compatible') ? 'openai-compatible' : undefined
}

function needs(name: TextProviderName): string {
  return name === 'openai' ? 'OPENAI_API_KEY without OPENAI_BASE_URL' : textProviderNeeds[name]
}
