import {
  createFromTemplate,
  createFromTemplateInput,
  createRenderOutput,
  createRenderTemplate,
  createRenderTemplateInput,
  deleteRenderTemplate,
  deleteRenderTemplateInput,
  deleteRenderTemplateOutput,
  getRenderTemplate,
  getRenderTemplateInput,
  listRenderTemplateVersions,
  listRenderTemplateVersionsInput,
  listRenderTemplates,
  listRenderTemplatesInput,
  renderTemplatePage,
  renderTemplateVersionPage,
  templateView,
  updateRenderTemplate,
  updateRenderTemplateInput,
} from '@cronicl/domain'
import { router } from '../../trpc.ts'
import { renderRoute } from './render-route.ts'

const templates = '/v1/render/templates'

const templateRoutes = router({
  /** Keeps a document under a name. */
  create: renderRoute({ method: 'POST', path: templates, summary: 'Keep a document as a template', successStatus: 201 })
    .input(createRenderTemplateInput)
    .output(templateView)
    .mutation(({ ctx, input }) => createRenderTemplate(ctx.domain, input)),

  /** The caller's templates without their documents, newest first. */
  list: renderRoute({ method: 'GET', path: templates, summary: 'Templates, newest first' })
    .input(listRenderTemplatesInput)
    .output(renderTemplatePage)
    .query(({ ctx, input }) => listRenderTemplates(ctx.domain, input)),

  /** One template, as it is or as it was in a version. */
  get: renderRoute({ method: 'GET', path: `${templates}/{id}`, summary: 'One template' })
    .input(getRenderTemplateInput)
    .output(templateView)
    .query(({ ctx, input }) => getRenderTemplate(ctx.domain, input)),

  /** Changes a template: a new version. */
  update: renderRoute({ method: 'PATCH', path: `${templates}/{id}`, summary: 'Change a template' })
    .input(updateRenderTemplateInput)
    .output(templateView)
    .mutation(({ ctx, input }) => updateRenderTemplate(ctx.domain, input)),

  /** Removes a template with its versions. */
  delete: renderRoute({ method: 'DELETE', path: `${templates}/{id}`, summary: 'Remove a template' })
    .input(deleteRenderTemplateInput)
    .output(deleteRenderTemplateOutput)
    .mutation(({ ctx, input }) => deleteRenderTemplate(ctx.domain, input)),

  /** The versions of a template, newest first. */
  versions: renderRoute({ method: 'GET', path: `${templates}/{id}/versions`, summary: 'Versions of a template' })
    .input(listRenderTemplateVersionsInput)
    .output(renderTemplateVersionPage)
    .query(({ ctx, input }) => listRenderTemplateVersions(ctx.domain, input)),
})

type TemplateRoutes = typeof templateRoutes
export interface RenderTemplatesRouter extends TemplateRoutes {}
export const renderTemplatesRouter: RenderTemplatesRouter = templateRoutes

/** Starts a render of a template, with its placeholders filled; wait for its job. */
export const createFromTemplateRoute = renderRoute({
  method: 'POST',
  path: `${templates}/{templateId}/render`,
  summary: 'Render a template to a film',
  successStatus: 202,
})
  .input(createFromTemplateInput)
  .output(createRenderOutput)
  .mutation(({ ctx, input }) => createFromTemplate(ctx.domain, input))
