import { findMediaModel } from '../catalog/media-catalog.ts'
import type { MediaModel } from '../catalog/media-model.ts'
import type { ImageRequest, MediaProvider, MediaWish, StartOptions, Started } from '../media/contract.ts'
import { requirePlan } from '../media/plan-wish.ts'
import { unknownWork } from '../media/unknown-work.ts'
import { wishOf } from '../media/wish-of.ts'
import { type OpenAIMediaApi, createOpenAIMediaApi } from './openai-media-api.ts'
import { appendImages, toImageParams } from './openai-image-params.ts'
import { readImagesAnswer } from './openai-images-answer.ts'

export interface OpenAICompatibleImagesOptions {
  baseUrl: string
  apiKey?: string | undefined
  /** The operator's own models, besides OpenAI's. */
  ownModels?: readonly MediaModel[]
}

const name = 'openai-compatible'

type ImageWish = MediaWish & { kind: 'image' }

/**
 * Any server that speaks OpenAI's Images API. The create is answered with the pictures, and has no name before: a
 * connection that is lost is a picture lost, and may have been billed.
 */
export function createOpenAICompatibleImages(options: OpenAICompatibleImagesOptions): MediaProvider {
  const { baseUrl, apiKey, ownModels = [] } = options
  const api = createOpenAIMediaApi({ provider: name, baseUrl, apiKey })
  const find = (id: string) => ownModels.find((model) => model.id === id) ?? findMediaModel(id, name)
  const planOf = (wish: MediaWish) => {
    const planned = requirePlan(name, wish, find)
    return { ...planned, wish: planned.wish as ImageWish }
  }
  return {
    name,
    // A server that answers with links has the files itself.
    outputHosts: [new URL(baseUrl).hostname],
    pollMs: 1_000,
    plan(wish) {
      const planned = planOf(wish)
      return { settings: toImageSettings(planned.wish, isOpenAIModel(planned.wish.model)), warnings: planned.warnings }
    },
    async start(request, start) {
      const { wish } = planOf(wishOf(request))
      return await drawNow({ api, provider: name, wish, request: request as ImageRequest }, start)
    },
    status: () => Promise.resolve(unknownWork(name)),
    cancel: null,
    find: null,
    readWebhook: null,
  }
}

export interface DrawNow {
  api: OpenAIMediaApi
  provider: string
  /** As planned. */
  wish: ImageWish
  request: ImageRequest
}

/** One request of the Images API that lasts until the pictures are there. */
export async function drawNow({ api, provider, wish, request }: DrawNow, start: StartOptions): Promise<Started> {
  const fields = toFields(wish)
  const isEdit = request.references.length > 0
  const body = isEdit ? await toForm(fields, request) : fields
  const answer = await api.send({
    method: 'POST',
    purpose: 'create',
    path: isEdit ? '/images/edits' : '/images/generations',
    model: wish.model,
    body,
    timeoutMs: start.deadlineMs,
    signal: start.signal,
  })
  return { operation: null, externalId: null, status: readImagesAnswer(answer, provider) }
}

/** Models of OpenAI always answer with bytes and refuse the parameter; others answer with links unless told. */
function toFields(wish: ImageWish): Record<string, string | number> {
  const { model, prompt, count } = wish
  const isOpenAI = isOpenAIModel(model)
  const format = isOpenAI ? { output_format: 'png' } : { response_format: 'b64_json' }
  return { model, prompt, n: count, ...toImageParams(wish, isOpenAI), ...format }
}

async function toForm(fields: Record<string, string | number>, { references }: ImageRequest): Promise<FormData> {
  const form = new FormData()
  for (const [field, value] of Object.entries(fields)) form.append(field, `${value}`)
  await appendImages(form, references)
  return form
}

/** What will be asked for, in OpenAI's words, without the prompt. */
export function toImageSettings(wish: ImageWish, isOpenAI: boolean): Record<string, string | number> {
  return { model: wish.model, n: wish.count, ...toImageParams(wish, isOpenAI), references: wish.references }
}

function isOpenAIModel(id: string): boolean {
  return findMediaModel(id, 'openai') !== undefined
}
