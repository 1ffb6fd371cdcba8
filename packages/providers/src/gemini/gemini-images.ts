import { ApiError, type GenerateContentParameters, GoogleGenAI } from '@google/genai'
import { findMediaModel } from '../catalog/media-catalog.ts'
import type { ImageRequest, MediaProvider, MediaWish } from '../media/contract.ts'
import { nameReplacement } from '../media/name-replacement.ts'
import { requirePlan } from '../media/plan-wish.ts'
import { unknownWork } from '../media/unknown-work.ts'
import { type Wire, createWire } from '../media/wire.ts'
import { wishOf } from '../media/wish-of.ts'
import { brokenAnswer } from '../text/connection-failure.ts'
import type { ProviderError } from '../text/contract.ts'
import { beginCall } from '../text/one-call.ts'
import { readGeminiImage } from './gemini-image-answer.ts'
import { translateGeminiError } from './translate-gemini-error.ts'

export interface GeminiImagesOptions {
  apiKey: string
  baseUrl?: string | undefined
  apiVersion?: string
}

const name = 'gemini'
/** What it thinks and says besides the picture; the catalogue reserves it (`textTokensOut`). */
const textTokensOut = 8_192

type ImageWish = MediaWish & { kind: 'image' }

/**
 * Google's image models by an API key. One request lasts until the picture is there and has no name before: a connection
 * that is lost is a picture lost, and may have been billed.
 */
export function createGeminiImages(options: GeminiImagesOptions): MediaProvider {
  const { apiKey, baseUrl = 'https://generativelanguage.googleapis.com', apiVersion = 'v1' } = options
  const planOf = (wish: MediaWish) => {
    const planned = requirePlan(name, wish)
    return { ...planned, wish: planned.wish as ImageWish }
  }
  return {
    name,
    outputHosts: [],
    pollMs: 1_000,
    plan(wish) {
      const planned = planOf(wish)
      const { model, references, seed } = planned.wish
      const settings = { model, ...imageConfig(planned.wish), references, ...(seed === undefined ? {} : { seed }) }
      return { settings, warnings: planned.warnings }
    },
    async start(request, { signal, deadlineMs }) {
      const { wish } = planOf(wishOf(request))
      const wire = createWire({ provider: name, model: wish.model, reasons: () => [] })
      const translate = () => readFailure(wire, wish.model)
      const contents = await toContents(wish, request as ImageRequest)
      using call = beginCall({ signal, provider: name, timeoutMs: deadlineMs, translate })
      const httpOptions = { baseUrl, apiVersion, fetch: wire.fetch }
      const { models } = new GoogleGenAI({ vertexai: false, apiKey, httpOptions })
      try {
        const config = toConfig(wish, call.signal)
        return readGeminiImage(await models.generateContent({ model: wish.model, contents, config }))
      } catch (error) {
        throw call.failure(error)
      }
    },
    status: () => Promise.resolve(unknownWork(name)),
    cancel: null,
    find: null,
    readWebhook: null,
  }
}

async function toContents(
  wish: ImageWish,
  { references }: ImageRequest,
): Promise<GenerateContentParameters['contents']> {
  const pictures = await Promise.all(
    references.map(async ({ mimeType, read }) => {
      return { inlineData: { mimeType, data: Buffer.from(await read()).toString('base64') } }
    }),
  )
  return [{ role: 'user', parts: [{ text: wish.prompt }, ...pictures] }]
}

/** A picture's tokens at this size, and the text. */
function toConfig(wish: ImageWish, abortSignal: AbortSignal): NonNullable<GenerateContentParameters['config']> {
  const { model, quality, seed } = wish
  const picture = findMediaModel(model, name)?.prices.at(-1)?.reserve.imageTokensOut?.[quality] ?? 0
  return {
    abortSignal,
    responseModalities: ['TEXT', 'IMAGE'],
    imageConfig: imageConfig(wish),
    maxOutputTokens: picture + textTokensOut,
    ...(seed === undefined ? {} : { seed }),
  }
}

/** A model of one size is told none: it answers 400 to others. */
function imageConfig({ model, aspectRatio, quality }: ImageWish): { aspectRatio: string; imageSize?: string } {
  const sizes = findMediaModel(model, name)?.capabilities.qualities ?? []
  if (sizes.length < 2) return { aspectRatio }
  const high = model.startsWith('gemini-3-pro') ? '4K' : '2K'
  return { aspectRatio, imageSize: quality === 'high' ? high : '1K' }
}

/** A refusal says by itself when to try again; anything else is as the wire saw it. */
function readFailure(wire: Wire, model: string): ProviderError {
  const failure = wire.failure() ?? brokenAnswer(name)
  const refusal = wire.refusal()
  if (!refusal || refusal.status < 400) return failure
  const error = new ApiError({ message: JSON.stringify(refusal.body ?? null), status: refusal.status })
  return nameReplacement(translateGeminiError(error, model, failure.details.retryAfterS), model)
}
