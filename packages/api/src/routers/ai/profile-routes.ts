import {
  creatorProfileInput,
  creatorProfileView,
  getProfile,
  getProfileInput,
  listModels,
  listModelsInput,
  listModelsOutput,
  putProfile,
} from '@cronicl/domain'
import { aiBodyLimitBytes } from '../../context.ts'
import { router, userProcedure } from '../../trpc.ts'

const path = '/me/creator-profile'
const tags = ['ai']

/** What the user likes, and which models there are. */
export const profileRoutes = {
  profile: router({
    /** What the caller likes, for every suggestion that is made for them. */
    get: userProcedure
      .meta({ openapi: { method: 'GET', path, tags, summary: 'The creator profile', protect: true } })
      .input(getProfileInput)
      .output(creatorProfileView)
      .query(({ ctx }) => getProfile(ctx.domain)),

    /** Replaces it whole. */
    put: userProcedure
      .meta({
        openapi: { method: 'PUT', path, tags, summary: 'Replace the creator profile', protect: true },
        bodyLimitBytes: aiBodyLimitBytes,
      })
      .input(creatorProfileInput)
      .output(creatorProfileView)
      .mutation(({ ctx, input }) => putProfile(ctx.domain, input)),
  }),

  /** The text models that a request can name. */
  models: userProcedure
    .meta({ openapi: { method: 'GET', path: '/ai/models', tags, summary: 'Models of text', protect: true } })
    .input(listModelsInput)
    .output(listModelsOutput)
    .query(({ ctx }) => listModels(ctx.domain)),
}
