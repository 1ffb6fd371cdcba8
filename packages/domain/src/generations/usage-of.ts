import type { SubmissionModel as Submission } from '@cronicl/db'
import type { JobUsage, UsageAmounts } from '../usage/ledger-entry.ts'
import type { GenerationRun } from './generation-run.ts'
import type { Candidate, GenerationWish } from './plan-generation.ts'

/** What a generation may use at most: reserved when it is admitted. */
export function reservationOf(input: GenerationWish, first: Candidate, timelineId: string | null): JobUsage {
  const { provider, model, estimateMicroUsd: spend } = first
  const entry = { kind: input.kind, provider: provider.name, model: model.id, timelineId } as const
  if (input.kind === 'image') {
    return { amounts: { spend, images: input.count, generations: 1 }, entry: { ...entry, quantity: input.count } }
  }
  return { amounts: { spend, videos: 1, generations: 1 }, entry: { ...entry, quantity: input.durationS * 1_000 } }
}

/** What it has used: the charge, and what was made; `images` null where nobody knows, then what was asked for. */
export function usageOf(
  { input, timelineId }: GenerationRun,
  { provider, model }: Pick<Submission, 'provider' | 'model'>,
  used: { costMicroUsd: number; images: number | null; filmMs?: number },
): JobUsage {
  const images = used.images ?? (input.kind === 'image' ? input.count : 0)
  const made: UsageAmounts = input.kind === 'image' ? { images } : { videos: 1 }
  const quantity = input.kind === 'image' ? images : (used.filmMs ?? input.durationS * 1_000)
  return {
    amounts: { spend: used.costMicroUsd, generations: 1, ...made },
    entry: { kind: input.kind, provider, model, timelineId, quantity },
  }
}
