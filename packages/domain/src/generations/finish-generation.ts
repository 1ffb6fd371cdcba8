import { AppError, type Issue, fromBigInt } from '@cronicl/core'
import { type SubmissionModel as Submission, isDatabaseError } from '@cronicl/db'
import { findOwner } from '../media/find-owner.ts'
import { insertAsset, removeVariants } from '../media/store-asset.ts'
import { withWorkDir } from '../media/work-dir.ts'
import { type AttachTo, attachOutputs } from './attach-outputs.ts'
import { discardOutputs } from './discard-outputs.ts'
import type { GenerationRun } from './generation-run.ts'
import { type MadeAsset, ingestOutputs } from './ingest-outputs.ts'
import { wishOf } from './plan-generation.ts'
import type { StoredOutput } from './submission-machine.ts'
import { usageOf } from './usage-of.ts'

/** How often a picture that somebody else stores at the same moment is looked for again. */
const triesMax = 3

/**
 * Makes assets of what the provider has made, and ends the job: the assets, their place at the story, the job's end and
 * the money are one transaction. Bytes that the user has already are that asset. What is no picture or film after all
 * has failed, and is not charged.
 */
export async function finishGeneration(run: GenerationRun, submission: Submission): Promise<true> {
  const outputs = submission.outputs as unknown as StoredOutput[] | null
  if (!outputs?.length) throw final(submission, 'What was made is no longer there.')
  try {
    await withWorkDir('generation', async (workDir) => {
      for (let tries = 1; ; tries++) {
        const assets = await ingestOutputs(run, submission, { outputs, workDir })
        try {
          return await succeed(run, submission, assets)
        } catch (error) {
          for (const { made } of assets) if (made) await removeVariants(run.ctx, made.variants)
          // The same bytes became an asset meanwhile: the next look finds it.
          if (!isDatabaseError(error, 'uniqueViolation') || tries === triesMax) throw error
        }
      }
    })
  } catch (error) {
    if (!isUnusable(error)) throw error
    await discardOutputs(run, submission)
    const wanted = run.input.kind === 'image' ? 'picture' : 'film'
    throw final(submission, `${submission.provider} made something that is no ${wanted} and cannot be used.`)
  }
  await discardOutputs(run, submission)
  return true
}

async function succeed(run: GenerationRun, submission: Submission, assets: readonly MadeAsset[]): Promise<void> {
  const { running, input } = run
  const costMicroUsd = Math.min(fromBigInt(submission.costMicroUsd), run.agreedMicroUsd)
  const filmMs = input.kind === 'video' ? { filmMs: assets[0]?.output.durationMs ?? 0 } : {}
  const usage = usageOf(run, submission, { costMicroUsd, images: assets.length, ...filmMs })
  // Two outputs of the same bytes are one asset.
  const distinct = [...new Map(assets.map((asset) => [asset.output.assetId, asset])).values()]
  const { attachTo } = input
  const owner = attachTo ? await findOwner(run.ctx.db, running.userId, attachTo) : null
  const warnings = [...planWarnings(run, submission), ...(attachTo && !owner ? [ownerGone(attachTo)] : [])]
  await running.succeed({ outputs: distinct.map(({ output }) => output), warnings, usage }, async ({ db }) => {
    for (const { made } of distinct) if (made) await insertAsset(db, made.asset, made.file, made.variants)
    if (!attachTo || !owner) return
    const assetIds = distinct.map(({ output }) => output.assetId)
    await attachOutputs({ db, clock: run.ctx.clock }, { userId: running.userId, assetIds, attachTo })
  })
}

/** What the model could not do of what was asked for. */
function planWarnings({ ctx, input }: GenerationRun, { provider, model }: Submission): Issue[] {
  try {
    return ctx.mediaProviders.get(provider).plan(wishOf(input, model)).warnings
  } catch (error) {
    // A provider that is configured no longer: the work is done all the same.
    if (error instanceof AppError) return []
    throw error
  }
}

function ownerGone({ ownerType, ownerId }: AttachTo): Issue {
  return { path: ['attachTo'], message: `The ${ownerType} ${ownerId} is gone; find the outputs in your library.` }
}

function isUnusable(error: unknown): error is AppError {
  return error instanceof AppError && (error.code === 'UNSUPPORTED_MEDIA' || error.code === 'PAYLOAD_TOO_LARGE')
}

/** A failure after the provider has done its work: whatever the provider takes, nothing is bought again. */
function final({ provider }: Submission, message: string): AppError {
  return new AppError('UPSTREAM_ERROR', message, { details: { provider, billed: 'yes' } })
}
