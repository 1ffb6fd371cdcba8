import {
  attachAsset,
  attachAssetInput,
  attachAssetOutput,
  assetPage,
  assetView,
  completeUpload,
  completeUploadInput,
  createUpload,
  createUploadInput,
  createUploadOutput,
  detachAsset,
  detachAssetInput,
  detachAssetOutput,
  getAsset,
  getAssetInput,
  listAssets,
  listAssetsInput,
  listOwnerMedia,
  listOwnerMediaInput,
  ownerMediaPage,
} from '@cronicl/domain'
import { router, userProcedure } from '../trpc.ts'

const tags = ['media']

const routes = router({
  /** The caller's library, newest first. */
  list: userProcedure
    .meta({
      openapi: { method: 'GET', path: '/media', tags, summary: 'The library, newest first', protect: true },
    })
    .input(listAssetsInput)
    .output(assetPage)
    .query(({ ctx, input }) => listAssets(ctx.domain, input)),

  /** One asset with signed URLs of its variants. */
  get: userProcedure
    .meta({ openapi: { method: 'GET', path: '/media/{id}', tags, summary: 'One asset', protect: true } })
    .input(getAssetInput)
    .output(assetView)
    .query(({ ctx, input }) => getAsset(ctx.domain, input)),

  /** A signed URL to put one file to; then `completeUpload`. */
  createUpload: userProcedure
    .meta({
      openapi: {
        method: 'POST',
        path: '/v1/assets/sign-upload',
        tags,
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
        tags,
        summary: 'Make an asset of an uploaded file',
        protect: true,
      },
    })
    .input(completeUploadInput)
    .output(assetView)
    .mutation(({ ctx, input }) => completeUpload(ctx.domain, input)),

  /** Puts an asset at something of a story; a new cover takes the place of the one before. */
  attach: userProcedure
    .meta({
      openapi: { method: 'POST', path: '/media/{id}/attach', tags, summary: 'Attach an asset', protect: true },
    })
    .input(attachAssetInput)
    .output(attachAssetOutput)
    .mutation(({ ctx, input }) => attachAsset(ctx.domain, input)),

  /** Takes an asset away from there; it stays in the library. */
  detach: userProcedure
    .meta({
      openapi: { method: 'DELETE', path: '/media/{id}/attach', tags, summary: 'Detach an asset', protect: true },
    })
    .input(detachAssetInput)
    .output(detachAssetOutput)
    .mutation(({ ctx, input }) => detachAsset(ctx.domain, input)),

  /** The assets at something of a story, in their order. */
  listByOwner: userProcedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/owners/{ownerType}/{ownerId}/media',
        tags,
        summary: 'The assets of something of a story',
        protect: true,
      },
    })
    .input(listOwnerMediaInput)
    .output(ownerMediaPage)
    .query(({ ctx, input }) => listOwnerMedia(ctx.domain, input)),
})

type Routes = typeof routes
export interface MediaRouter extends Routes {}
export const mediaRouter: MediaRouter = routes
