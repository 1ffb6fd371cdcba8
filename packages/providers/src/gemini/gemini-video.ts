import { GoogleGenAI } from '@google/genai'
import { z } from 'zod'
import type {
  MediaPlan,
  MediaProvider,
  MediaUsage,
  MediaWish,
  OperationStatus,
  ReadWebhook,
  VideoRequest,
  WebhookDelivery,
} from '../media/contract.ts'
import { failedWork } from '../media/failed-work.ts'
import { callMedia, isMissing, isRefused } from '../media/media-call.ts'
import { requirePlan } from '../media/plan-wish.ts'
import { readSignedMessage, unauthorized } from '../media/standard-webhook.ts'
import { unknownWork } from '../media/unknown-work.ts'
import { wishOf } from '../media/wish-of.ts'
import type { Refusal, Wire } from '../media/wire.ts'
import {
  type GeminiFilm,
  isSafetyPhrase,
  isSafetyWord,
  readInteraction,
  readInteractionId,
  readOperation,
} from './gemini-video-answer.ts'
import { toInteraction, toSettings } from './gemini-video-params.ts'

export interface GeminiVideoOptions {
  apiKey: string
  baseUrl?: string | undefined
  apiVersion?: string
  /** Secret of the webhook that is registered at the project; without it none is read. */
  webhookSecret?: string | undefined
  /** How long Google may be silent, for a question or a create; a film may take four times as long to arrive. */
  timeoutMs?: number
}

const name = 'gemini'
const noRetries = { retries: { strategy: 'none' } } as const

/**
 * Films of Google by an API key, as interactions in the background. There is no list of them: one whose create was never
 * answered can be found by its webhook alone. Files lie behind our key, which stays here: `status` fetches them.
 */
export function createGeminiVideo(options: GeminiVideoOptions): MediaProvider {
  const { apiKey, baseUrl = 'https://generativelanguage.googleapis.com', apiVersion = 'v1' } = options
  const { webhookSecret, timeoutMs = 60_000 } = options
  const open = ({ fetch }: Wire) =>
    new GoogleGenAI({ vertexai: false, apiKey, httpOptions: { baseUrl, apiVersion, fetch } }).interactions
  type Client = ReturnType<typeof open>
  /** The answer's JSON; null when Google knows no such interaction. */
  const ask = (signal: AbortSignal, send: (client: Client, inner: AbortSignal) => Promise<unknown>) =>
    callMedia({ ...call, purpose: 'ask', model: '', signal, timeoutMs }, async (wire, inner) => {
      try {
        return { body: await send(open(wire), inner) }
      } catch (error) {
        if (isUnknown(wire.refusal())) return null
        throw error
      }
    })
  const look = async (signal: AbortSignal, send: (client: Client, inner: AbortSignal) => Promise<unknown>) => {
    const answer = await ask(signal, send)
    if (!answer) return unknownWork(name)
    const read = readInteraction(answer.body)
    if (!read.film) return read.status
    const { usage, providerStatus } = read
    return await fetchFilm(read.film, { usage, providerStatus }, signal)
  }
  const lookAt = (id: string, signal: AbortSignal) =>
    look(signal, (client, inner) => client.get(id, null, { ...noRetries, signal: inner }))

  async function fetchFilm(film: GeminiFilm, told: Told, signal: AbortSignal): Promise<OperationStatus> {
    const bytes =
      film.data === null ? await download(film.uri ?? '', signal) : new Uint8Array(Buffer.from(film.data, 'base64'))
    if (bytes === null || bytes.length === 0) return lostFilm(told)
    return { state: 'succeeded', outputs: [{ bytes, mimeType: film.mimeType }], ...told }
  }

  /** Null when there is nothing to be had: the file is gone, or lies at a place that our key does not belong to. */
  async function download(uri: string, signal: AbortSignal): Promise<Uint8Array | null> {
    if (!URL.canParse(uri) || new URL(uri).origin !== new URL(baseUrl).origin) return null
    const asking = { ...call, purpose: 'ask', model: '', signal, timeoutMs: timeoutMs * 4 } as const
    try {
      return await callMedia(asking, async ({ fetch }, inner) => {
        const answer = await fetch(uri, { headers: { 'x-goog-api-key': apiKey }, signal: inner })
        if (!answer.ok) throw new Error('no film')
        return new Uint8Array(await answer.arrayBuffer())
      })
    } catch (error) {
      if (isMissing(error)) return null
      throw error
    }
  }

  return {
    name,
    outputHosts: [],
    pollMs: 3_000,
    plan: planOf,
    async start(request, start) {
      const { settings } = planOf(wishOf(request))
      const tellsWebhook = webhookSecret !== undefined && start.webhookUrl !== null
      const params = await toInteraction(settings, request as VideoRequest, { ...start, tellsWebhook })
      const creating = { ...call, purpose: 'create', model: request.model, signal: start.signal, timeoutMs } as const
      const id = await callMedia(creating, async (wire, signal) =>
        readInteractionId(await open(wire).create(params, { ...noRetries, signal })),
      )
      return { operation: { id }, externalId: id }
    },
    async status(operation, { signal }) {
      const id = readOperation(operation)
      return id === null ? unknownWork(name) : await lookAt(id, signal)
    },
    async cancel(operation, { signal }) {
      const id = readOperation(operation)
      if (id === null) return unknownWork(name)
      try {
        return await look(signal, (client, inner) => client.cancel(id, null, { ...noRetries, signal: inner }))
      } catch (error) {
        // What has ended cannot be canceled: its status tells how it ended.
        if (isRefused(error)) return await lookAt(id, signal)
        throw error
      }
    },
    find: null,
    readWebhook: webhookSecret ? (delivery) => Promise.resolve(readDelivery(delivery, webhookSecret)) : null,
  }
}

interface Told {
  usage: MediaUsage | null
  providerStatus: string
}

const call = { provider: name, reasons: readReasons } as const

function planOf(wish: MediaWish): MediaPlan {
  const planned = requirePlan(name, wish)
  return { settings: toSettings(planned.wish as MediaWish & { kind: 'video' }), warnings: planned.warnings }
}

function lostFilm({ usage, providerStatus }: Told): OperationStatus {
  const message = `${name} made a film, but its file cannot be had.`
  return failedWork(name, { message, billed: 'yes', usage, providerStatus })
}

/** An unknown name is a mistake in the request, to Google. */
function isUnknown(refusal: Refusal | null): boolean {
  const message = (refusal?.body as { error?: { message?: unknown } } | null | undefined)?.error?.message
  return refusal?.status === 404 || (refusal?.status === 400 && /invalid interaction/i.test(String(message)))
}

const metadata = z.looseObject({ submissionId: z.string().optional() }).nullish()
const notice = z.looseObject({
  data: z.looseObject({ id: z.string().min(1), user_metadata: metadata }),
  user_metadata: metadata,
})

function readDelivery(delivery: WebhookDelivery, secret: string): ReadWebhook {
  const { id: deliveryId, body } = readSignedMessage(delivery, secret)
  const { data } = notice.safeParse(body)
  if (!data) throw unauthorized()
  const { id } = data.data
  const submissionId = data.user_metadata?.submissionId ?? data.data.user_metadata?.submissionId ?? null
  return { deliveryId, submissionId, externalId: id, operation: { id } }
}

/** Google's words for a refusal: those of google.rpc.Status, or the shorter ones of interactions. */
function readReasons({ status, body }: Refusal): string[] {
  const { error } = (body ?? {}) as {
    error?: { code?: unknown; status?: unknown; message?: unknown; details?: unknown }
  }
  const details = Array.isArray(error?.details) ? (error.details as ({ reason?: unknown } | null)[]) : []
  const words = [error?.code, error?.status, ...details.map((detail) => detail?.reason)]
  if (words.some(isSafetyWord) || isSafetyPhrase(error?.message)) return ['content_filter']
  if (/credits? (are|is) depleted|billing account/i.test(String(error?.message))) return ['insufficient_quota']
  const told = words.filter((word) => typeof word === 'string')
  return status === 404 ? [...told, 'NOT_FOUND'] : told
}
