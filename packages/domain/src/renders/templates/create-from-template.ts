import { validationError } from '@cronicl/core'
import { z } from 'zod'
import type { RenderDocumentInput } from '@cronicl/render'
import { type CreateContext, createRender, type createRenderOutput, renderRequestFields } from '../create-render.ts'
import { type TemplateView, findTemplate, templateIdInput, templateVersionInput } from './template-view.ts'

const fieldValue = z.union([z.string().max(20_000), z.number(), z.boolean()])

export const createFromTemplateInput = z.strictObject({
  templateId: templateIdInput,
  version: templateVersionInput.optional().describe('Default the last'),
  merge: z
    .record(z.string().max(64), fieldValue)
    .default({})
    .describe('What stands for each placeholder, by its name; in place of the value that the template may give it'),
  ...renderRequestFields,
})

/**
 * Starts a render of a template, with its placeholders filled: the answers are those of `createRender`. Each name in
 * `merge` that the template has no placeholder for is an issue, and so is each placeholder without a value, at its path.
 */
export async function createFromTemplate(
  ctx: CreateContext,
  { templateId, version, merge, ...request }: z.infer<typeof createFromTemplateInput>,
): Promise<z.infer<typeof createRenderOutput>> {
  const template = await findTemplate(ctx, { id: templateId, version })
  const unknown = Object.keys(merge).filter((name) => !template.fields.includes(name))
  if (unknown.length > 0)
    throw validationError(
      unknown.map((name) => ({ path: ['merge', name], message: `The template has no placeholder "${name}".` })),
    )
  return createRender(ctx, { ...filled(template, merge), ...request })
}

/** Values of the call come before those that the template gives its own fields. */
function filled({ document }: TemplateView, values: Record<string, unknown>): RenderDocumentInput {
  // What is wrong with the template's own list, validation says.
  if (document.merge !== undefined && !Array.isArray(document.merge)) return document
  const own = (document.merge ?? []) as unknown[]
  const replaced = (field: unknown): boolean =>
    typeof field === 'object' && field !== null && Object.hasOwn(values, String((field as { find?: unknown }).find))
  const given = Object.entries(values).map(([find, replace]) => ({ find, replace }))
  const merge = [...own.filter((field) => !replaced(field)), ...given]
  return { ...document, ...(merge.length > 0 && { merge }) } as RenderDocumentInput
}
