import {
  createRender,
  createRenderInput,
  createRenderOutput,
  validateRender,
  validateRenderInput,
  validateRenderOutput,
} from '@cronicl/domain'
import { router, userProcedure } from '../trpc.ts'

const routes = router({
  /** Every mistake of a document with its path, its warnings and estimate; renders nothing. */
  validate: userProcedure
    .meta({
      openapi: {
        method: 'POST',
        path: '/v1/render/validate',
        tags: ['renders'],
        summary: 'Check a document without rendering',
        protect: true,
      },
    })
    .input(validateRenderInput)
    .output(validateRenderOutput)
    .mutation(({ ctx, input }) => validateRender(ctx.domain, input)),

  /** Starts a render; wait for its job. */
  create: userProcedure
    .meta({
      openapi: {
        method: 'POST',
        path: '/v1/render',
        tags: ['renders'],
        summary: 'Render a document to a film',
        protect: true,
        successStatus: 202,
      },
    })
    .input(createRenderInput)
    .output(createRenderOutput)
    .mutation(({ ctx, input }) => createRender(ctx.domain, input)),
})

type Routes = typeof routes
export interface RendersRouter extends Routes {}
export const rendersRouter: RendersRouter = routes
