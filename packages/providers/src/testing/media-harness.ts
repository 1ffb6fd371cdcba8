import type {
  ImageRequest,
  InputImage,
  MediaProvider,
  MediaRequest,
  StartOptions,
  VideoRequest,
} from '../media/contract.ts'
import { type MediaScript, type MediaServer, openMediaServer } from './media-server.ts'

/** Never to be seen again in settings, operations or errors. */
export const promptCanary = 'the keeper of canary-prompt lights the lamp'
export const linkCanary = 'https://files.example.com/canary-link.png'
/** Stands in every recorded error, as keys and prompts do in those of upstreams. */
export const quotedCanary = 'sk-canary-quoted'

/** A picture as the house hands it over: 1 × 1 px of PNG. */
export function inputImage(more: Partial<InputImage> = {}): InputImage {
  const bytes = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  )
  return {
    mimeType: 'image/png',
    sizeBytes: bytes.length,
    widthPx: 1,
    heightPx: 1,
    link: () => Promise.resolve(linkCanary),
    read: () => Promise.resolve(new Uint8Array(bytes)),
    ...more,
  }
}

export function imageRequest(model: string, more: Partial<ImageRequest> = {}): ImageRequest {
  return {
    kind: 'image',
    model,
    prompt: promptCanary,
    aspectRatio: '16:9',
    quality: 'standard',
    count: 1,
    references: [],
    ...more,
  }
}

export function videoRequest(model: string, more: Partial<VideoRequest> = {}): VideoRequest {
  return { kind: 'video', model, prompt: promptCanary, aspectRatio: '16:9', resolution: '720p', durationS: 4, ...more }
}

export const submissionId = 'sbm_01jczz0000cronicl0contract0'

export function startOptions(more: Partial<StartOptions> = {}): StartOptions {
  return {
    submissionId,
    webhookUrl: `https://stories.example.com/api/v1/webhooks/any?submission=${submissionId}`,
    deadlineMs: 600_000,
    signal: new AbortController().signal,
    ...more,
  }
}

/** A recorded failure of a create and what the house must make of it. */
export interface MediaFailure {
  /** The recording, which quotes `quotedCanary`. */
  name: string
  status: number
  code: string
  billed: string
  details?: Readonly<Record<string, unknown>>
  headers?: Readonly<Record<string, string>>
}

/**
 * One adapter with its recordings. Of the folder are read: `done` (all went well), the failures by their names, and for
 * a provider with work in progress `created`, `pending`, `failed`, `refused` (by its filter), `canceled`, and `unknown`
 * (404 for work that it does not have); `webhook` where it sends some.
 */
export interface MediaUnderTest {
  name: string
  request: MediaRequest
  fixtures: URL
  /** Goes along with every request; must never be seen in an error. */
  key: string
  create(options: { baseUrl: string; webhookSecret: string }): MediaProvider
  /** Patterns of `METHOD /path`. Without `status` the create is answered with its outcome at once. */
  routes: { create: RegExp; status?: RegExp; cancel?: RegExp }
  /** What an answer must be of the recorded `done`. */
  outputs: { count: number; mimeType?: string }
  failures: readonly MediaFailure[]
  /** What the recorded webhook speaks of. */
  webhook?: { submissionId: string | null; externalId: string; secret: string }
}

export interface MediaHarness extends AsyncDisposable {
  under: MediaUnderTest
  server: MediaServer
  provider: MediaProvider
  /** Plays the recordings of a good day, with `changes` before them. */
  play(changes?: MediaScript): void
  creates(): number
}

export async function openMedia(under: MediaUnderTest): Promise<MediaHarness> {
  const server = await openMediaServer(under.fixtures)
  const webhookSecret = under.webhook?.secret ?? ''
  const { create, status, cancel } = under.routes
  const goodDay: MediaScript = [
    ...(cancel ? [[cancel, { name: 'canceled' }] as const] : []),
    ...(status ? [[status, { name: 'done' }] as const] : []),
    [create, { name: status ? 'created' : 'done' }],
  ]
  const play = (changes: MediaScript = []) => server.play([...changes, ...goodDay])
  play()
  return {
    under,
    server,
    provider: under.create({ baseUrl: server.url, webhookSecret }),
    play,
    creates: () => server.requests.filter(({ line }) => create.test(line)).length,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
}
