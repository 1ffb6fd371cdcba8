import type { Issue } from '@cronicl/core'
import { z } from 'zod'
import { findMediaModel } from '../catalog/media-catalog.ts'
import {
  type MediaKind,
  type MediaProviderName,
  isMediaProviderName,
  makesByDefault,
  mediaProviderNames,
  mediaProviderNeeds,
} from './media-providers.ts'

/** An unset variable and one that is set to nothing are the same. */
const text = z
  .string()
  .trim()
  .transform((value) => (value === '' ? undefined : value))
  .optional()
const url = text.pipe(z.url({ protocol: /^https?$/ }).optional())
const names = text
  .transform((value) => value?.split(',').map((name) => name.trim()))
  .pipe(z.array(z.enum(mediaProviderNames)).optional())

/** What providers of pictures and films read of the environment. */
export const mediaEnv = {
  IMAGE_PROVIDERS: names.describe(
    'Providers of pictures, separated by commas: the first is used, the others in turn when it is down; without it all that are configured',
  ),
  IMAGE_MODEL: text.describe('Which model draws when a request names none; pictures of OPENAI_BASE_URL need it'),
  IMAGE_MICRO_USD_PER_IMAGE: z
    .string()
    .regex(/^\d+$/, 'must be a whole number')
    .transform(Number)
    .pipe(z.number().max(1_000_000_000))
    .optional()
    .describe('What a picture of IMAGE_MODEL at OPENAI_BASE_URL is metered at; needed where we do not know the model'),
  VIDEO_PROVIDERS: names.describe('The same for films'),
  VIDEO_MODEL: text.describe('Which model makes films when a request names none'),
  OPENAI_IMAGES_VIA: z
    .enum(['responses', 'images'])
    .optional()
    .describe(
      '`responses` (as without it): OpenAI draws in the background and a lost connection loses nothing; `images`: in one long request',
    ),
  OPENAI_WEBHOOK_SECRET: text.describe('Secret of the webhook at OpenAI that tells of responses; without it we ask'),
  GEMINI_BASE_URL: url.describe('Another address of the Gemini API'),
  GEMINI_WEBHOOK_SECRET: text.describe('Secret of the webhook at Google that tells of interactions; without it we ask'),
  REPLICATE_API_TOKEN: text.describe('Token of Replicate'),
  REPLICATE_WEBHOOK_SECRET: text.describe('Signing secret of Replicate’s webhooks; without it we ask'),
  REPLICATE_BASE_URL: url.describe('Another address of Replicate’s API'),
  RUNWAY_API_KEY: text.describe('Key of Runway'),
  RUNWAY_BASE_URL: url.describe('Another address of Runway’s API'),
}

/** What of the environment decides which providers there are. */
export interface MediaConfig extends z.output<z.ZodObject<typeof mediaEnv>> {
  OPENAI_API_KEY?: string | undefined
  OPENAI_BASE_URL?: string | undefined
  GEMINI_API_KEY?: string | undefined
}

const kinds = ['image', 'video'] as const
const upper = { image: 'IMAGE', video: 'VIDEO' } as const satisfies Record<MediaKind, string>

/** Providers of a kind in their order. The sandbox only where nothing else is configured, or where the list names it. */
export function orderOf(config: MediaConfig, kind: MediaKind): MediaProviderName[] {
  const listed = config[`${upper[kind]}_PROVIDERS`]
  if (listed) return listed.filter((name, index) => listed.indexOf(name) === index)
  const configured = configuredMedia(config).filter((name) => name !== 'sandbox' && makes(config, name, kind))
  if (configured.length === 0) return ['sandbox']
  const preferred = ownerOf(config, kind)
  return preferred ? [preferred, ...configured.filter((name) => name !== preferred)] : configured
}

/** Every provider whose variables are set. */
export function configuredMedia(config: MediaConfig): MediaProviderName[] {
  const { OPENAI_API_KEY, OPENAI_BASE_URL, GEMINI_API_KEY, REPLICATE_API_TOKEN, RUNWAY_API_KEY } = config
  const is: Record<MediaProviderName, boolean> = {
    openai: OPENAI_API_KEY !== undefined && OPENAI_BASE_URL === undefined,
    'openai-compatible': OPENAI_BASE_URL !== undefined,
    gemini: GEMINI_API_KEY !== undefined,
    replicate: REPLICATE_API_TOKEN !== undefined,
    runway: RUNWAY_API_KEY !== undefined,
    sandbox: true,
  }
  return mediaProviderNames.filter((name) => is[name])
}

/** Whose model IMAGE_MODEL or VIDEO_MODEL is: that of a provider that is there, else of the operator's own server. */
export function ownerOf(config: MediaConfig, kind: MediaKind): MediaProviderName | undefined {
  const model = config[`${upper[kind]}_MODEL`]
  if (model === undefined) return undefined
  const there = config[`${upper[kind]}_PROVIDERS`] ?? configuredMedia(config)
  const home = there.find((name) => name !== 'openai-compatible' && findMediaModel(model, name)?.kind === kind)
  if (home) return home
  return kind === 'image' && there.includes('openai-compatible') ? 'openai-compatible' : undefined
}

function makes(config: MediaConfig, name: MediaProviderName, kind: MediaKind): boolean {
  return makesByDefault(name, kind) || (name === 'openai-compatible' && ownerOf(config, kind) === name)
}

/** What the variables ask for and the environment does not give; empty when all is there. */
export function mediaConfigIssues(config: MediaConfig): Issue[] {
  const configured = configuredMedia(config)
  return kinds.flatMap((kind) => {
    const [list, variable] = [`${upper[kind]}_PROVIDERS`, `${upper[kind]}_MODEL`] as const
    const listed = config[list] ?? []
    const missing = listed.filter((name) => !configured.includes(name))
    const idle = listed.filter((name) => !missing.includes(name) && !makes(config, name, kind))
    const model = config[variable]
    const owner = ownerOf(config, kind)
    return [
      ...missing.map((name) => issue(list, `${list} with ${name} needs ${mediaProviderNeeds[name]}.`)),
      ...idle.map((name) => issue(list, idleWords(list, name, kind))),
      ...(model !== undefined && owner === undefined ? [issue(variable, strangerWords(variable, model))] : []),
      ...(owner === 'openai-compatible' ? priceIssues(config) : []),
    ]
  })
}

function issue(variable: string, message: string): Issue {
  return { path: [variable], message }
}

function idleWords(list: string, name: MediaProviderName, kind: MediaKind): string {
  if (name === 'openai-compatible' && kind === 'image') return `${list} with ${name} needs IMAGE_MODEL.`
  return `${list} names ${name}, which makes no ${kind}s.`
}

function strangerWords(variable: string, model: string): string {
  const home = findMediaModel(model)?.provider
  const needs = home !== undefined && isMediaProviderName(home) ? mediaProviderNeeds[home] : 'OPENAI_BASE_URL'
  return `${variable}=${model} needs ${needs}.`
}

/** Nothing is drawn whose price nobody knows: the catalogue does, or the operator says it. */
function priceIssues({ IMAGE_MODEL: model = '', IMAGE_MICRO_USD_PER_IMAGE: price }: MediaConfig): Issue[] {
  if (price !== undefined || findMediaModel(model, 'openai-compatible')?.kind === 'image') return []
  return [
    issue(
      'IMAGE_MICRO_USD_PER_IMAGE',
      `IMAGE_MODEL=${model} needs IMAGE_MICRO_USD_PER_IMAGE: we do not know what it costs; 0 is free.`,
    ),
  ]
}
