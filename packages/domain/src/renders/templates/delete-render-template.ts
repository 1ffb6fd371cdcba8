import { z } from 'zod'
import { type DomainContext, requireUserId } from '../../context.ts'
import { noTemplate, templateIdInput } from './template-view.ts'

export const deleteRenderTemplateInput = z.strictObject({ id: templateIdInput })
export const deleteRenderTemplateOutput = z.object({ id: z.string() })

/** Removes one of the caller's templates with all its versions. Renders that were started from it are not touched. */
export async function deleteRenderTemplate(
  ctx: Pick<DomainContext, 'db' | 'actor'>,
  { id }: z.infer<typeof deleteRenderTemplateInput>,
): Promise<{ id: string }> {
  const { count } = await ctx.db.renderTemplate.deleteMany({ where: { id, userId: requireUserId(ctx) } })
  if (count === 0) throw noTemplate()
  return { id }
}
