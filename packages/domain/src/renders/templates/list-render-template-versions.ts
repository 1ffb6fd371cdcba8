import { type Page, pageInput } from '@cronicl/core'
import { z } from 'zod'
import { type DomainContext, requireUserId } from '../../context.ts'
import { noTemplate, templateIdInput } from './template-view.ts'

export const listRenderTemplateVersionsInput = z.strictObject({
  ...pageInput,
  id: templateIdInput,
  cursor: z
    .string()
    .regex(/^\d{1,9}$/)
    .optional()
    .describe(pageInput.cursor.description ?? ''),
})
const templateVersion = z.object({
  version: z.int(),
  name: z.string(),
  description: z.string(),
  createdAt: z.string(),
})
export const renderTemplateVersionPage = z.object({
  items: z.array(templateVersion),
  nextCursor: z.string().nullable(),
})

/** The versions of one of the caller's templates, newest first. `NOT_FOUND` for another user's. */
export async function listRenderTemplateVersions(
  ctx: Pick<DomainContext, 'db' | 'actor'>,
  { id, limit, cursor }: z.infer<typeof listRenderTemplateVersionsInput>,
): Promise<Page<z.infer<typeof templateVersion>>> {
  const template = await ctx.db.renderTemplate.findFirst({
    where: { id, userId: requireUserId(ctx) },
    select: {
      versions: {
        where: cursor ? { version: { lt: Number(cursor) } } : {},
        orderBy: { version: 'desc' },
        take: limit + 1,
        select: { version: true, name: true, description: true, createdAt: true },
      },
    },
  })
  if (!template) throw noTemplate()
  const items = template.versions
    .slice(0, limit)
    .map((version) => ({ ...version, createdAt: version.createdAt.toISOString() }))
  return { items, nextCursor: template.versions.length > limit ? String(items.at(-1)?.version) : null }
}
