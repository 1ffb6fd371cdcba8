import type RunwayML from '@runwayml/sdk'
import { findMediaModel } from '../catalog/media-catalog.ts'
import type { MediaPlan, MediaProvider, MediaWish, OperationStatus, VideoRequest } from '../media/contract.ts'
import { callMedia, isMissing } from '../media/media-call.ts'
import { outputHosts } from '../media/output-hosts.ts'
import { requirePlan } from '../media/plan-wish.ts'
import { unknownWork } from '../media/unknown-work.ts'
import { wishOf } from '../media/wish-of.ts'
import type { Refusal, Wire } from '../media/wire.ts'
import { readPromptImages, toSettings, withoutStart } from './runway-params.ts'
import { readCreated, readOperation, readTask } from './runway-task.ts'

export interface RunwayMediaOptions {
  apiKey: string
  baseUrl?: string | undefined
  /** How long Runway may be silent. */
  timeoutMs?: number
}

const name = 'runway'
type CreateFromImage = Parameters<RunwayML['imageToVideo']['create']>[0]
type CreateFromText = Parameters<RunwayML['textToVideo']['create']>[0]

/**
 * Films by Runway. It has no list of tasks, so work whose create was never answered cannot be found. Of all providers it
 * tells best what a task cost in the end.
 */
export function createRunwayMedia({ apiKey, baseUrl, timeoutMs = 60_000 }: RunwayMediaOptions): MediaProvider {
  const open = async ({ fetch }: Wire): Promise<RunwayML> => {
    const { default: Sdk } = await import('@runwayml/sdk')
    const baseURL = baseUrl ?? 'https://api.dev.runwayml.com'
    return new Sdk({ apiKey, baseURL, fetch, maxRetries: 0, timeout: timeoutMs * 2, logLevel: 'off' })
  }
  const ask = <T>(signal: AbortSignal, send: (client: RunwayML, signal: AbortSignal) => Promise<T>) =>
    callMedia({ ...call, purpose: 'ask', model: '', signal, timeoutMs }, async (wire, inner) =>
      send(await open(wire), inner),
    )
  const look = (id: string, signal: AbortSignal): Promise<OperationStatus> =>
    orUnknown(() => ask(signal, async ({ tasks }, inner) => readTask(await tasks.retrieve(id, { signal: inner }))))

  return {
    name,
    outputHosts: outputHosts(['*.cloudfront.net', 'runway-task-artifacts.s3.amazonaws.com'], baseUrl),
    pollMs: 5_000,
    plan: (wish) => planOf(wish),
    async start(request, start) {
      const { settings } = planOf(wishOf(request))
      const video = request as VideoRequest
      const images = await readPromptImages(video)
      const body = { ...settings, promptText: video.prompt }
      const { model } = request
      const options = { ...call, purpose: 'create', model, signal: start.signal, timeoutMs } as const
      return await callMedia(options, async (wire, signal) => {
        const { imageToVideo, textToVideo } = await open(wire)
        const answer = await (images.length > 0
          ? imageToVideo.create({ ...body, promptImage: images } as CreateFromImage, { signal })
          : textToVideo.create(body as CreateFromText, { signal }))
        const { id } = readCreated(answer)
        return { operation: { id }, externalId: id }
      })
    },
    async status(operation, { signal }) {
      const id = readOperation(operation)
      return id === null ? unknownWork(name) : await look(id, signal)
    },
    async cancel(operation, { signal }) {
      const id = readOperation(operation)
      if (id === null) return unknownWork(name)
      // To delete what has ended would throw away what was paid for.
      const before = await look(id, signal)
      if (before.state !== 'pending') return before
      await orUnknown(() => ask(signal, ({ tasks }, inner) => tasks.delete(id, { signal: inner })))
      const after = await look(id, signal)
      const isGone = after.state === 'failed' && after.providerStatus === unknownWork(name).providerStatus
      return isGone ? { state: 'canceled', billed: 'unknown', usage: null, providerStatus: 'DELETED' } : after
    },
    find: null,
    readWebhook: null,
  }
}

const call = { provider: name, reasons: readReasons } as const

function planOf(wish: MediaWish): MediaPlan {
  const planned = requirePlan(name, wish, (id) => {
    const model = findMediaModel(id, name)
    return model && wish.kind === 'video' && !wish.startFrame ? withoutStart(model) : model
  })
  return { settings: toSettings(planned.wish as MediaWish & { kind: 'video' }), warnings: planned.warnings }
}

/** What Runway has no more is a value. */
async function orUnknown<T>(run: () => Promise<T>): Promise<T | ReturnType<typeof unknownWork>> {
  try {
    return await run()
  } catch (error) {
    if (isMissing(error)) return unknownWork(name)
    throw error
  }
}

/** Runway's refusals are a sentence for people (`error`). */
function readReasons({ status, body }: Refusal): string[] {
  const said = String((body as { error?: unknown } | null | undefined)?.error)
  if (/not have enough credits|insufficient credits/i.test(said)) return ['insufficient_quota']
  if (/moderation|content polic/i.test(said)) return ['content_filter']
  if (status === 404) return ['model_not_found']
  return []
}
