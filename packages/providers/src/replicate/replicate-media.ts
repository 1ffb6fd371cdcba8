import type Replicate from 'replicate'
import type { MediaModel } from '../catalog/media-model.ts'
import type {
  MediaPlan,
  MediaProvider,
  MediaRequest,
  MediaWish,
  OperationStatus,
  ReadWebhook,
  StartOptions,
  Started,
  WebhookDelivery,
} from '../media/contract.ts'
import { type MediaCallOptions, callMedia, isMissing, isRefused } from '../media/media-call.ts'
import { outputHosts } from '../media/output-hosts.ts'
import { requirePlan } from '../media/plan-wish.ts'
import { readSignedMessage, unauthorized } from '../media/standard-webhook.ts'
import { unknownWork } from '../media/unknown-work.ts'
import { wishOf } from '../media/wish-of.ts'
import type { Refusal, Wire } from '../media/wire.ts'
import { type PredictionsReader, findPrediction, submissionOf } from './find-prediction.ts'
import { readPictures } from './read-pictures.ts'
import { findReplicateInput } from './replicate-inputs.ts'
import { readOperation, readPrediction, statusOf, toOperation } from './replicate-prediction.ts'

export interface ReplicateMediaOptions {
  apiToken: string
  baseUrl?: string | undefined
  /** Without it no webhook is read: they could not be told from forged ones. */
  webhookSecret?: string | undefined
  /** How long Replicate may be silent. */
  timeoutMs?: number
  /** Which models there are: those of the catalogue, unless told otherwise. */
  findModel?: ((id: string) => MediaModel | undefined) | undefined
}

const name = 'replicate'

/**
 * Models on Replicate. A create is one request: the SDK would send it six times over on a 429 or a lost connection. It
 * names our submission in the webhook's address, by which it is found when its answer was lost, and carries the time
 * after which Replicate ends it itself.
 */
export function createReplicateMedia(options: ReplicateMediaOptions): MediaProvider {
  const { apiToken, baseUrl = 'https://api.replicate.com/v1', webhookSecret, timeoutMs = 60_000 } = options
  // Not 'data-uri': replicate 1.4.0 then sends itself, token and all, in place of the input.
  const open = async ({ fetch }: Wire): Promise<Replicate> => {
    const { default: Sdk } = await import('replicate')
    return new Sdk({ auth: apiToken, baseUrl, fetch, useFileOutput: false, fileEncodingStrategy: 'upload' })
  }
  const ask = <T>(signal: AbortSignal, send: (client: Replicate, wire: Wire, signal: AbortSignal) => Promise<T>) =>
    callMedia({ ...call, purpose: 'ask', model: '', signal, timeoutMs }, async (wire, inner) =>
      send(await open(wire), wire, inner),
    )
  /** Asks after work; what Replicate has no more is a value. */
  const askStatus = async (id: string, signal: AbortSignal, verb: 'get' | 'cancel'): Promise<OperationStatus> => {
    try {
      return await ask(signal, async ({ predictions }, _, inner) =>
        statusOf(readPrediction(await predictions[verb](id, { signal: inner }))),
      )
    } catch (error) {
      if (isMissing(error)) return unknownWork(name)
      throw error
    }
  }

  return {
    name,
    outputHosts: outputHosts(['replicate.delivery', '*.replicate.delivery'], options.baseUrl),
    pollMs: 2_000,
    plan: (wish) => planOf(wish, options.findModel),
    async start(request, start) {
      const { settings } = planOf(wishOf(request), options.findModel)
      const data = await toCreate(request, settings, start)
      const headers = { 'cancel-after': `${Math.max(5, Math.ceil(start.deadlineMs / 1000))}s` }
      const { model } = request
      const purpose = 'create' as const
      return await callMedia(
        { ...call, headers, purpose, model, signal: start.signal, timeoutMs },
        async (wire, signal) => toStarted(await (await open(wire)).predictions.create({ ...data, model, signal })),
      )
    },
    async status(operation, { signal }) {
      const id = readOperation(operation)
      return id === null ? unknownWork(name) : await askStatus(id, signal, 'get')
    },
    async cancel(operation, { signal }) {
      const id = readOperation(operation)
      if (id === null) return unknownWork(name)
      try {
        return await askStatus(id, signal, 'cancel')
      } catch (error) {
        // Work that has ended may refuse to be canceled: its status tells how it ended.
        if (isRefused(error)) return await askStatus(id, signal, 'get')
        throw error
      }
    },
    async find(query) {
      const { signal } = query
      const reader: PredictionsReader = {
        list: (params) =>
          ask(signal, async (client, wire, inner) => {
            const answer = await client.request('/predictions', { method: 'GET', params: { ...params }, signal: inner })
            const body: unknown = await answer.json()
            return { body, at: wire.date() }
          }),
        get: (id) => ask(signal, (client, _, inner) => client.predictions.get(id, { signal: inner })),
      }
      return await findPrediction(query, reader)
    },
    readWebhook: webhookSecret ? (delivery) => Promise.resolve(readDelivery(delivery, webhookSecret)) : null,
  }
}

const call = { provider: name, reasons: readReasons } satisfies Partial<MediaCallOptions>

/** Asked of what the wish has become, and told in the same words. */
function planOf(wish: MediaWish, findModel: ReplicateMediaOptions['findModel']): MediaPlan {
  const planned = requirePlan(name, wish, findModel)
  const input = findReplicateInput(wish.model)
  if (!input) throw new TypeError(`the catalogue has a model of Replicate whose input nobody has read: ${wish.model}`)
  return { settings: input.settings(planned.wish), warnings: planned.warnings }
}

async function toCreate(request: MediaRequest, settings: MediaPlan['settings'], { webhookUrl }: StartOptions) {
  const pictures = findReplicateInput(request.model)?.pictures(await readPictures(request))
  const input = { prompt: request.prompt, ...settings, ...pictures }
  if (webhookUrl === null) return { input }
  return { input, webhook: webhookUrl, webhook_events_filter: ['completed' as const] }
}

/** Work that is over at once is asked for again by its name: there is one road for what has become of it. */
function toStarted(body: unknown): Started {
  const prediction = readPrediction(body)
  return { operation: toOperation(prediction), externalId: prediction.id }
}

/** The body is the prediction itself, and its `webhook` the address that we gave it. */
function readDelivery(delivery: WebhookDelivery, secret: string): ReadWebhook {
  const { id: deliveryId, body } = readSignedMessage(delivery, secret)
  try {
    const prediction = readPrediction(body)
    const submissionId = submissionOf(prediction.webhook)
    return { deliveryId, submissionId, externalId: prediction.id, operation: toOperation(prediction) }
  } catch {
    throw unauthorized()
  }
}

/** Replicate's refusals are words for people (`title`, `detail`); few statuses say what they mean. */
function readReasons({ status, body }: Refusal): string[] {
  const { detail, title } = (body ?? {}) as { detail?: unknown; title?: unknown }
  const said = `${String(title)} ${String(detail)}`
  if (status === 402) return ['insufficient_quota']
  if (status === 404) return ['model_not_found']
  if (/\(E005\)|flagged as sensitive|nsfw/i.test(said)) return ['content_filter']
  return []
}
