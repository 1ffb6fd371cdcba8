import { AppError, pageInput } from '@cronicl/core'
import { aspectRatios, imageQualities, videoResolutions } from '@cronicl/providers'
import { z } from 'zod'
import { idempotencyKeyInput } from '../jobs/start-job.ts'
import { jobStatus } from '../jobs/job-view.ts'
import { attachmentRole, ownerType } from '../media/attachment-view.ts'

/** Work that a provider is paid for starts by a clear yes alone: neither true nor false is `COMMIT_REQUIRED`. */
const commit = z
  .preprocess((value: boolean) => {
    if (typeof value === 'boolean') return value
    throw new AppError(
      'COMMIT_REQUIRED',
      'Send `commit`: false checks the request and tells its price, true starts it and spends money.',
    )
  }, z.boolean())
  // What is converted has no type of its own in a document.
  .meta({
    type: 'boolean',
    description: 'false: check and price only, start nothing. There is no default: this costs money',
  })

const assetId = z.string().min(1).max(64)

/** Where the outputs are put, beside the library. */
export const attachToInput = z.strictObject({
  ownerType,
  ownerId: z.string().min(1).max(64),
  role: attachmentRole.default('gallery'),
})

/** What pictures and films have in common. */
const wish = {
  prompt: z.string().trim().min(1).max(10_000),
  seed: z.int().min(0).max(2_147_483_647).optional().describe('Models that take none say so in a warning'),
  provider: z.string().min(1).max(100).optional().describe('The server chooses when it is left out'),
  model: z.string().min(1).max(200).optional().describe('The provider’s own id of the model'),
  attachTo: attachToInput.optional().describe('Something of a story of yours that the outputs are attached to'),
}
const orders = { commit, idempotencyKey: idempotencyKeyInput.optional() }

export const imageWishInput = z.strictObject({
  ...wish,
  negativePrompt: z.string().max(10_000).optional(),
  aspectRatio: z.enum(aspectRatios).default('1:1'),
  quality: z.enum(imageQualities).default('standard'),
  count: z.int().min(1).max(4).default(1).describe('How many pictures'),
  referenceAssetIds: z.array(assetId).max(14).default([]).describe('Pictures of your library to look at'),
})
export type ImageWishInput = z.output<typeof imageWishInput>

const frame = z.string().min(1).max(2_048)

export const videoWishInput = z.strictObject({
  ...wish,
  startFrame: frame
    .optional()
    .describe('Id of a picture of your library, its https address, or the id of a frame that came with the request'),
  endFrame: frame.optional().describe('The same, for the last picture of the film'),
  aspectRatio: z.enum(aspectRatios).default('16:9'),
  durationS: z.int().min(1).max(10).default(5),
  fps: z.int().min(1).max(60).optional(),
  resolution: z.enum(videoResolutions).default('720p'),
})
export type VideoWishInput = z.output<typeof videoWishInput>

export const createImageInput = imageWishInput.extend(orders)
export const createVideoInput = videoWishInput.extend(orders)

const id = z.string().max(64)
export const getGenerationInput = z.strictObject({ id })
export const listGenerationsInput = z.strictObject({
  ...pageInput,
  kind: z.enum(['image', 'video']).optional(),
  status: jobStatus.optional(),
})
export const cancelGenerationInput = z.strictObject({ id })
export const retryGenerationInput = z.strictObject({ id, ...orders })
export const deleteGenerationInput = z.strictObject({ id })
