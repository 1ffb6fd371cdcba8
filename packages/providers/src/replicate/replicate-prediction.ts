import { z } from 'zod'
import { findMediaModel } from '../catalog/media-catalog.ts'
import type { MediaUsage, Operation, OperationStatus } from '../media/contract.ts'
import { failedWork } from '../media/failed-work.ts'
import { brokenAnswer } from '../text/connection-failure.ts'
import type { Billed } from '../text/contract.ts'

const name = 'replicate'
const url = z.url({ protocol: /^https?$/ })

/** What is read of a prediction (replicate 1.4.0, `Prediction`); the rest may change as it likes. */
const predictionAnswer = z.looseObject({
  id: z.string().min(1),
  model: z.string(),
  status: z.string(),
  input: z.looseObject({ duration: z.unknown().optional() }).nullish(),
  output: z.unknown().optional(),
  error: z.unknown().optional(),
  started_at: z.string().nullish(),
  created_at: z.string().optional(),
  data_removed: z.boolean().nullish(),
  metrics: z.looseObject({ predict_time: z.number().min(0).optional() }).nullish(),
  webhook: z.string().nullish(),
})
export type ReplicatePrediction = z.infer<typeof predictionAnswer>

const operation = z.object({ id: z.string().min(1) })

/** @throws ProviderError when it is none */
export function readPrediction(body: unknown): ReplicatePrediction {
  const parsed = predictionAnswer.safeParse(body)
  if (!parsed.success) throw brokenAnswer(name)
  return parsed.data
}

export function toOperation({ id }: Pick<ReplicatePrediction, 'id'>): Operation {
  return { id }
}

/** The prediction's id; null for an operation that is none of ours. */
export function readOperation(stored: Operation): string | null {
  return operation.safeParse(stored).data?.id ?? null
}

/**
 * What a prediction says of itself. It names no cost: what it made and how long it ran are told. `aborted` never ran and
 * is free, `canceled` is paid for the time it ran (replicate.com/docs/topics/predictions/lifecycle); what is priced by
 * its output costs nothing without one.
 */
export function statusOf(prediction: ReplicatePrediction): OperationStatus {
  const { status } = prediction
  if (status === 'starting' || status === 'processing') return { state: 'pending', providerStatus: status }
  if (status === 'succeeded') return succeeded(prediction)
  const billed = billedWithoutOutput(prediction)
  const usage = readUsage(prediction, 0)
  if (status === 'canceled' || status === 'aborted') return { state: 'canceled', billed, usage, providerStatus: status }
  if (status !== 'failed') throw brokenAnswer(name)
  return failedWork(name, { refused: wasRefused(prediction), billed, usage, providerStatus: status })
}

function succeeded(prediction: ReplicatePrediction): OperationStatus {
  const { status: providerStatus, output } = prediction
  const urls = z.array(url).min(1).safeParse([output].flat()).data
  if (urls) {
    const outputs = urls.map((one) => ({ url: one }))
    return { state: 'succeeded', outputs, usage: readUsage(prediction, urls.length), providerStatus }
  }
  const gone = output === null || prediction.data_removed === true
  const message = gone
    ? `${name} had finished its work, but keeps what it makes for an hour only.`
    : `${name} finished its work without a file that can be used.`
  return failedWork(name, { message, billed: 'yes', usage: null, providerStatus })
}

function readUsage({ model, input, metrics }: ReplicatePrediction, files: number): MediaUsage {
  const runSeconds = metrics?.predict_time
  const told = { model, ...(runSeconds === undefined ? {} : { runSeconds }) }
  if (kindOf(model, input) === 'image') return { ...told, images: files }
  const seconds = files === 0 ? 0 : Number(input?.duration)
  return Number.isFinite(seconds) ? { ...told, seconds } : told
}

function kindOf(model: string, input: ReplicatePrediction['input']): 'image' | 'video' {
  return findMediaModel(model, name)?.kind ?? (input?.duration === undefined ? 'image' : 'video')
}

function billedWithoutOutput({ model, status, started_at: startedAt }: ReplicatePrediction): Billed {
  if (status === 'aborted' || !startedAt) return 'no'
  const price = findMediaModel(model, name)?.prices.at(-1)
  if (!price) return 'unknown'
  return price.runSecond === undefined ? 'no' : 'yes'
}

/** Replicate has no code for it but in its words. */
function wasRefused({ error }: ReplicatePrediction): boolean {
  return typeof error === 'string' && /\(E005\)|flagged as sensitive|nsfw|content policy|safety/i.test(error)
}
