import { AppError } from '@cronicl/core'
import {
  type ChosenMedia,
  type MediaPlan,
  type MediaWish,
  chooseMediaModels,
  estimateOfMedia,
} from '@cronicl/providers'
import type { DomainContext } from '../context.ts'
import type { ImageWishInput, VideoWishInput } from './generation-inputs.ts'

/** What a generation is asked for; the kind of its job says which. */
export type GenerationWish = ({ kind: 'image' } & ImageWishInput) | ({ kind: 'video' } & VideoWishInput)

/** A provider that could do it, and how. */
export interface Candidate extends ChosenMedia {
  wish: MediaWish
  plan: MediaPlan
  /** The most that it can cost there. */
  estimateMicroUsd: number
}

/**
 * Who could do it, the first choice first and then those to fall back to. A provider that cannot do what was asked for is
 * left out while another can; with none, the first one's reason is thrown.
 */
export function planGeneration(
  ctx: Pick<DomainContext, 'mediaProviders' | 'clock'>,
  input: GenerationWish,
): [Candidate, ...Candidate[]] {
  const at = ctx.clock.now()
  const { kind, provider, model } = input
  const reasons: AppError[] = []
  const candidates = chooseMediaModels(ctx.mediaProviders, { kind, provider, model }, at).flatMap((chosen) => {
    const wish = wishOf(input, chosen.model.id)
    try {
      const plan = chosen.provider.plan(wish)
      return { ...chosen, wish, plan, estimateMicroUsd: estimateOfMedia(wish, chosen.model, at) }
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      reasons.push(error)
      return []
    }
  })
  const [first, ...others] = candidates
  if (first) return [first, ...others]
  throw reasons[0] ?? new AppError('PROVIDER_NOT_CONFIGURED', `No provider of ${kind}s is configured.`)
}

/** The wish as a provider reads it. */
export function wishOf(input: GenerationWish, model: string): MediaWish {
  const { prompt, aspectRatio, seed } = input
  const shared = { model, prompt, aspectRatio, ...(seed === undefined ? {} : { seed }) }
  if (input.kind === 'image') {
    const { negativePrompt, quality, count, referenceAssetIds } = input
    const without = negativePrompt ? { negativePrompt } : {}
    return { kind: 'image', ...shared, ...without, quality, count, references: referenceAssetIds.length }
  }
  const { startFrame, endFrame, resolution, durationS, fps } = input
  const frames = { startFrame: startFrame !== undefined, endFrame: endFrame !== undefined }
  return { kind: 'video', ...shared, ...frames, resolution, durationS, ...(fps === undefined ? {} : { fps }) }
}
