import { z } from 'zod'
import type {
  ImageRequest,
  MediaProvider,
  MediaWish,
  Operation,
  OperationStatus,
  StartOptions,
} from '../media/contract.ts'
import { isMissing } from '../media/media-call.ts'
import { requirePlan } from '../media/plan-wish.ts'
import { readSignedMessage } from '../media/standard-webhook.ts'
import { unknownWork } from '../media/unknown-work.ts'
import { wishOf } from '../media/wish-of.ts'
import { brokenAnswer } from '../text/connection-failure.ts'
import { isProviderError } from '../text/provider-error.ts'
import { readBackgroundImage } from './background-image-answer.ts'
import { toBackgroundBody } from './background-image-params.ts'
import { createOpenAIMediaApi } from './openai-media-api.ts'
import { drawNow, toImageSettings } from './openai-images.ts'

export interface OpenAIMediaOptions {
  apiKey: string
  baseUrl?: string
  /** Secret of the endpoint that OpenAI tells of `response.*`. */
  webhookSecret?: string | undefined
  /** `responses`, unless told otherwise. */
  via?: 'responses' | 'images' | undefined
}

const name = 'openai'
const askTimeoutMs = 120_000
/** Only the references make it longer than a moment. */
const createTimeoutMs = 180_000

const operationSchema = z.object({ id: z.string().regex(/^[\w-]{4,200}$/) })
const created = z.looseObject({
  id: operationSchema.shape.id,
  status: z.enum(['queued', 'in_progress', 'completed', 'failed', 'cancelled', 'incomplete']),
})
const notice = z.looseObject({ data: z.looseObject({ id: operationSchema.shape.id }) })

/**
 * Pictures of OpenAI. One picture is drawn in the background (Responses with its image tool): the create is answered at
 * once with a name, so that a lost connection, a restart or a cancel later lose nothing. That tool draws a single
 * picture, so several are asked of the Images API, whose one request lasts until they are there; `via: 'images'` does so
 * for one, too.
 */
export function createOpenAIMedia(options: OpenAIMediaOptions): MediaProvider {
  const { apiKey, baseUrl = 'https://api.openai.com/v1', webhookSecret, via = 'responses' } = options
  const api = createOpenAIMediaApi({ provider: name, baseUrl, apiKey })
  const planOf = (wish: MediaWish) => {
    const planned = requirePlan(name, wish)
    const image = planned.wish as MediaWish & { kind: 'image' }
    return { warnings: planned.warnings, wish: image, isBackground: via === 'responses' && image.count === 1 }
  }

  const ask = async (method: 'GET' | 'POST', path: string, { signal }: { signal: AbortSignal }) =>
    readBackgroundImage(await api.send({ method, path, purpose: 'ask', model: '', timeoutMs: askTimeoutMs, signal }))

  async function status(operation: Operation, asking: { signal: AbortSignal }): Promise<OperationStatus> {
    const { data } = operationSchema.safeParse(operation)
    if (!data) return unknownWork(name)
    try {
      return await ask('GET', `/responses/${data.id}`, asking)
    } catch (error) {
      if (isMissing(error)) return unknownWork(name)
      throw error
    }
  }

  return {
    name,
    outputHosts: [],
    pollMs: 2_000,
    plan(wish) {
      const planned = planOf(wish)
      const settings = { ...toImageSettings(planned.wish, true), background: planned.isBackground }
      return { settings, warnings: planned.warnings }
    },
    async start(request, start) {
      const { wish, isBackground } = planOf(wishOf(request))
      const image = request as ImageRequest
      if (!isBackground) return await drawNow({ api, provider: name, wish, request: image }, start)
      const body = await toBackgroundBody(wish, image, start.submissionId)
      const answer = created.safeParse(await api.send(createCall(wish.model, body, start)))
      if (!answer.success) throw brokenAnswer(name)
      return { operation: { id: answer.data.id }, externalId: answer.data.id }
    },
    status,
    async cancel(operation, asking) {
      const { data } = operationSchema.safeParse(operation)
      if (!data) return unknownWork(name)
      try {
        return await ask('POST', `/responses/${data.id}/cancel`, asking)
      } catch (error) {
        // Work that has ended cannot be canceled: then its status tells how.
        if (wasRefused(error)) return await status(operation, asking)
        throw error
      }
    },
    // There is no list of responses, and webhooks name nothing of ours.
    find: () => Promise.resolve({ outcome: 'lost' }),
    readWebhook: webhookSecret
      ? (delivery) => {
          const { id: deliveryId, body } = readSignedMessage(delivery, webhookSecret)
          const { data } = notice.safeParse(body)
          // Other events of the same endpoint are nobody's work.
          const id = data?.data.id ?? deliveryId
          return Promise.resolve({ deliveryId, submissionId: null, externalId: id, operation: { id } })
        }
      : null,
  }
}

function createCall(model: string, body: object, { signal }: StartOptions) {
  return {
    method: 'POST',
    path: '/responses',
    purpose: 'create',
    model,
    body,
    timeoutMs: createTimeoutMs,
    signal,
  } as const
}

/** Refused for what was asked, and not for the moment. */
function wasRefused(error: unknown): boolean {
  const status = isProviderError(error) ? (error.details as { status?: number }).status : undefined
  return status !== undefined && status >= 400 && status < 500 && status !== 429
}
