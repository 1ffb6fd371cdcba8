import {
  assetPage,
  assetView,
  completeUpload,
  completeUploadInput,
  createUpload,
  createUploadInput,
  createUploadOutput,
  getAsset,
  getAssetInput,
  listAssets,
  listAssetsInput,
} from '@cronicl/domain'
import { router, userProcedure } from '../trpc.ts'

const routes = router({
  /** The caller's library, newest first. */
  list: userProcedure
    .meta({
      openapi: { method: 'GET', path: '/media', tags: ['media'], summary: 'The library, newest first', protect: true },
    })
    .input(listAssetsInput)
    .output(assetPage)
    .query(({ ctx, input }) => listAssets(ctx.domain, input)),

  /** One asset with signed URLs of its variants. */
  get: userProcedure
    .meta({ openapi: { method: 'GET', path: '/media/{id}', tags: ['media'], summary: 'One asset', protect: true } })
    .input(getAssetInput)
    .output(assetView)
    .query(({ ctx, input }) => getAsset(ctx.domain, input)),

  /** A signed URL to put one file to; then `completeUpload`. */
  createUpload: userProcedure
    .meta({
      openapi: {
        method: 'POST',
        path: '/v1/assets/sign-upload',
        tags: ['media'],
        summary: 'A signed URL to put a file to',
        protect: true,
      },
    })
    .input(createUploadInput)
    .output(createUploadOutput)
    .mutation(({ ctx, input }) => createUpload(ctx.domain, input)),

  /** The asset of a file that was put to its signed URL. */
  completeUpload: userProcedure
    .meta({
      openapi: {
        method: 'POST',
        path: '/v1/assets/{uploadId}/complete',
        tags: ['media'],
        summary: 'Make an asset of an uploaded file',
        protect: true,
      },
    })
    .input(completeUploadInput)
    .output(assetView)
    .mutation(({ ctx, input }) => completeUpload(ctx.domain, input)),
})

type Routes = typeof routes
export interface MediaRouter extends Routes {}
export const mediaRouter: MediaRouter = routes
