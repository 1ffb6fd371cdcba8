import {
  createRender,
  createRenderInput,
  createRenderOutput,
  previewRender,
  previewRenderInput,
  previewRenderOutput,
  renderFromTimeline,
  renderFromTimelineInput,
  renderFromTimelineOutput,
  validateRender,
  validateRenderInput,
  validateRenderOutput,
} from '@cronicl/domain'
import { router } from '../trpc.ts'
import { renderRoute } from './renders/render-route.ts'
import { createFromTemplateRoute, renderTemplatesRouter } from './renders/template-routes.ts'

const routes = router({
  /** Every mistake of a document with its path, its warnings, estimate and plan; renders nothing. */
  validate: renderRoute({ method: 'POST', path: '/v1/render/validate', summary: 'Check a document without rendering' })
    .input(validateRenderInput)
    .output(validateRenderOutput)
    .mutation(({ ctx, input }) => validateRender(ctx.domain, input)),

  /** Starts a render; wait for its job. */
  create: renderRoute({
    method: 'POST',
    path: '/v1/render',
    summary: 'Render a document to a film',
    successStatus: 202,
  })
    .input(createRenderInput)
    .output(createRenderOutput)
    .mutation(({ ctx, input }) => createRender(ctx.domain, input)),

  /** One frame of a document as a PNG in a data URL, at once. */
  preview: renderRoute({ method: 'POST', path: '/v1/render/preview', summary: 'One frame of a document' })
    .input(previewRenderInput)
    .output(previewRenderOutput)
    .mutation(({ ctx, input, signal }) => previewRender(ctx.domain, input, signal)),

  /** A document that tells a story's path with its media, to be edited; renders nothing. */
  fromTimeline: renderRoute({
    method: 'POST',
    path: '/v1/render/from-timeline',
    summary: 'A document of a story, to be edited',
  })
    .input(renderFromTimelineInput)
    .output(renderFromTimelineOutput)
    .mutation(({ ctx, input }) => renderFromTimeline(ctx.domain, input)),

  createFromTemplate: createFromTemplateRoute,
  templates: renderTemplatesRouter,
})

type Routes = typeof routes
export interface RendersRouter extends Routes {}
export const rendersRouter: RendersRouter = routes
