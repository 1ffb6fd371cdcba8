import { type Page, pageInput, toPage } from '@cronicl/core'
import { z } from 'zod'
import { type DomainContext, requireUserId } from '../../context.ts'
import { type TemplateOutline, templateOutline, templateSelect, toTemplateOutline } from './template-view.ts'

export const listRenderTemplatesInput = z.strictObject(pageInput)
export const renderTemplatePage = z.object({ items: z.array(templateOutline), nextCursor: z.string().nullable() })

/** The caller's templates without their documents, newest first. */
export async function listRenderTemplates(
  ctx: Pick<DomainContext, 'db' | 'actor'>,
  { limit, cursor }: z.infer<typeof listRenderTemplatesInput>,
): Promise<Page<TemplateOutline>> {
  const rows = await ctx.db.renderTemplate.findMany({
    where: { userId: requireUserId(ctx), ...(cursor ? { id: { lt: cursor } } : {}) },
    orderBy: { id: 'desc' },
    take: limit + 1,
    select: templateSelect,
  })
  const page = toPage(rows, limit)
  return { items: page.items.map(toTemplateOutline), nextCursor: page.nextCursor }
}
