import type { Issue } from '@cronicl/core'
import type { Billed, ProviderError, TextUsage } from '../text/contract.ts'

/** What the house may ask for; what a model cannot do of it becomes a warning or an issue (`plan`). */
export const aspectRatios = ['1:1', '3:2', '2:3', '4:3', '3:4', '16:9', '9:16', '21:9'] as const
export type AspectRatio = (typeof aspectRatios)[number]
export const imageQualities = ['draft', 'standard', 'high'] as const
export type ImageQuality = (typeof imageQualities)[number]
export const videoResolutions = ['480p', '720p', '1080p'] as const
export type VideoResolution = (typeof videoResolutions)[number]

/** A picture that a provider is to look at; it lies in our store. */
export interface InputImage {
  mimeType: 'image/jpeg' | 'image/png' | 'image/webp'
  sizeBytes: number
  widthPx: number
  heightPx: number
  /** A link that the provider can read for 300 s; null where our address cannot be reached from outside. */
  link(): Promise<string | null>
  read(): Promise<Uint8Array>
}

export interface ImageRequest {
  kind: 'image'
  /** The provider's own id of the model. */
  model: string
  prompt: string
  negativePrompt?: string
  aspectRatio: AspectRatio
  quality: ImageQuality
  /** How many pictures. */
  count: number
  seed?: number
  references: readonly InputImage[]
}

export interface VideoRequest {
  kind: 'video'
  model: string
  prompt: string
  startFrame?: InputImage
  endFrame?: InputImage
  aspectRatio: AspectRatio
  resolution: VideoResolution
  durationS: number
  fps?: number
  seed?: number
}
export type MediaRequest = ImageRequest | VideoRequest

/** The same before its pictures are at hand: enough to check it, to price it and to tell what will be sent. */
export type MediaWish =
  | (Omit<ImageRequest, 'references'> & { references: number })
  | (Omit<VideoRequest, 'startFrame' | 'endFrame'> & { startFrame: boolean; endFrame: boolean })

/** What a model makes of a wish. */
export interface MediaPlan {
  /** What will be asked for, in the provider's own words: plain JSON without prompt, bytes or links. */
  settings: Readonly<Record<string, string | number | boolean | null>>
  /** What the model cannot do and will be done without (a seed, a negative prompt), or otherwise (the nearest duration). */
  warnings: Issue[]
}

/** A provider's own name for work in progress: plain JSON that only its adapter reads, stored with the submission. */
export type Operation = Readonly<Record<string, string | number | boolean | null>>

/** A file that a provider has made: its bytes, or where they can be fetched for some time. */
export type Output = { bytes: Uint8Array; mimeType: string } | { url: string; mimeType?: string }

/** What the provider reported of its use, to be priced by `priceOfMedia`; only what it told. */
export interface MediaUsage {
  /** As the answer named it; it decides the price. */
  model?: string
  images?: number
  /** Seconds of film. */
  seconds?: number
  /** Seconds that the model ran (Replicate's `predict_time`). */
  runSeconds?: number
  /** Runway's own money. */
  credits?: number
  /** The cached part of it included. */
  textTokensIn?: number
  imageTokensIn?: number
  /** Of both together. */
  cachedTokensIn?: number
  /** The part of the cached that was pictures, where its price differs. */
  cachedImageTokensIn?: number
  textTokensOut?: number
  imageTokensOut?: number
  videoTokensOut?: number
  /** What a text model used that led the work; priced by its own name and prices. */
  driver?: TextUsage & { model: string }
}

/**
 * What a provider says of its work. A failure is a value: the house decides what becomes of it. `usage` null: it told
 * nothing, and the house prices what was asked for.
 */
export type OperationStatus =
  | { state: 'pending'; progress?: number; providerStatus: string }
  | { state: 'succeeded'; outputs: readonly Output[]; usage: MediaUsage | null; providerStatus: string }
  | { state: 'failed'; error: ProviderError; usage: MediaUsage | null; providerStatus: string }
  | { state: 'canceled'; billed: Billed; usage: MediaUsage | null; providerStatus: string }

/** The answer to a create. A provider without work in progress answers with its outcome at once. */
export type Started =
  | { operation: Operation; externalId: string; status?: undefined }
  | { operation: null; externalId: string | null; status: Exclude<OperationStatus, { state: 'pending' }> }

export interface StartOptions {
  /** The submission's id; goes along wherever the provider keeps a word of ours, so that the work can be found by it. */
  submissionId: string
  /** Where the provider may tell us of the work; it names the submission. Null where we cannot be reached. */
  webhookUrl: string | null
  /** How long the work may take at most; told to providers that can end it themselves. */
  deadlineMs: number
  signal: AbortSignal
}

/** Where work of an unknown create is looked for. */
export interface FindQuery {
  submissionId: string
  model: string
  /** When the create was sent. */
  sentAt: Date
  /** Now, by the same clock. */
  askedAt: Date
  signal: AbortSignal
}

/**
 * `found`: the work goes on under this operation. `none`: the provider surely has no such work, and nothing was bought.
 * `unclear`: it does not show (yet). `lost`: it never will, neither here nor by a webhook that names our submission.
 */
export type Found =
  | { outcome: 'found'; operation: Operation; externalId: string }
  | { outcome: 'none' | 'unclear' | 'lost' }

export interface WebhookDelivery {
  headers: Readonly<Record<string, string | string[] | undefined>>
  rawBody: Uint8Array
  at: Date
}

/** Which work a verified webhook speaks of. Its news are not taken from it: they are asked for. */
export interface ReadWebhook {
  /** Names the delivery; the same one again is a repetition. */
  deliveryId: string
  /** Where the provider repeats it from a place that it signed. */
  submissionId: string | null
  externalId: string
  operation: Operation
}

/**
 * One provider of pictures or films. It *starts* work and *tells* of it; the house waits, retries, fetches and charges.
 *
 * `start` sends exactly one create, whatever happens: an SDK's own retries are off. It throws a `ProviderError`, whose
 * `billed` is `no` only when the provider surely did not take the work, and nothing that the upstream wrote (nor a key)
 * is repeated in it. `status` may be asked as often as one likes, and always tells the truth of the moment.
 */
export interface MediaProvider {
  readonly name: string
  /** Host names that its outputs may be fetched from, as in `*.replicate.delivery`; empty when it answers with bytes. */
  readonly outputHosts: readonly string[]
  /** Least time between two `status` calls of the same work. */
  readonly pollMs: number
  /** @throws AppError VALIDATION_ERROR with the path of what the model cannot do and cannot do without */
  plan(wish: MediaWish): MediaPlan
  start(request: MediaRequest, options: StartOptions): Promise<Started>
  status(operation: Operation, options: { signal: AbortSignal }): Promise<OperationStatus>
  /** Ends the work where the provider can; answers what became of it (it may have succeeded before). Null: it cannot. */
  cancel: ((operation: Operation, options: { signal: AbortSignal }) => Promise<OperationStatus>) | null
  /** Looks for the work of a create whose answer was lost. Null: the provider has no such list. */
  find: ((query: FindQuery) => Promise<Found>) | null
  /** @throws AppError UNAUTHORIZED when the signature, its time or its form is wrong. Null: it sends none, or has no secret. */
  readWebhook: ((delivery: WebhookDelivery) => Promise<ReadWebhook>) | null
}
