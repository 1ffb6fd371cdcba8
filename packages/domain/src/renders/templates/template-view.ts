import { AppError } from '@cronicl/core'
import type { Db, Prisma } from '@cronicl/db'
import { placeholder } from '@cronicl/render'
import { z } from 'zod'
import { type DomainContext, requireUserId } from '../../context.ts'

export const templateIdInput = z.string().min(1).max(64)
export const templateVersionInput = z.int().min(1)
export const templateNameInput = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .regex(/^[^\0]*$/, 'The name holds a character that is none (NUL).')
export const templateDescriptionInput = z
  .string()
  .max(2_000)
  .regex(/^[^\0]*$/, 'The description holds a character that is none (NUL).')
export const templateDocumentInput = z
  .looseObject({})
  .describe('A render document, as for renders.create, with {{placeholders}} in its texts; read when it is used')

/** A template without its document. */
export const templateOutline = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  version: z.int().describe('Send it with an update'),
  createdAt: z.string(),
  updatedAt: z.string().describe('When this version was made'),
})
export type TemplateOutline = z.infer<typeof templateOutline>

export const templateView = templateOutline.extend({
  document: z.record(z.string(), z.unknown()),
  fields: z.array(z.string()).describe('Names of its placeholders, in order of appearance'),
})
export type TemplateView = z.infer<typeof templateView>

export const templateSelect = {
  id: true,
  name: true,
  description: true,
  version: true,
  createdAt: true,
  updatedAt: true,
} satisfies Prisma.RenderTemplateSelect
type TemplateRow = Prisma.RenderTemplateGetPayload<{ select: typeof templateSelect }>

export function toTemplateOutline(row: TemplateRow): TemplateOutline {
  return { ...row, createdAt: row.createdAt.toISOString(), updatedAt: row.updatedAt.toISOString() }
}

export function toTemplateView(row: TemplateRow, document: Prisma.JsonValue): TemplateView {
  return { ...toTemplateOutline(row), document: document as Record<string, unknown>, fields: fieldsOf(document) }
}

/**
 * One of the caller's templates as it is, or as it was in a version. `NOT_FOUND` for another user's, and for a version
 * that there never was.
 */
export async function findTemplate(
  ctx: Pick<DomainContext, 'actor'> & { db: Db },
  { id, version }: { id: string; version?: number | undefined },
): Promise<TemplateView> {
  const row = await ctx.db.renderTemplate.findFirst({
    where: { id, userId: requireUserId(ctx) },
    select: templateSelect,
  })
  if (!row) throw noTemplate()
  const at = await ctx.db.renderTemplateVersion.findUnique({
    where: { templateId_version: { templateId: id, version: version ?? row.version } },
    select: { version: true, name: true, description: true, document: true, createdAt: true },
  })
  if (!at) throw new AppError('NOT_FOUND', `The template has no version ${version}; its last is ${row.version}.`)
  const { document, createdAt: updatedAt, ...then } = at
  return toTemplateView({ id, createdAt: row.createdAt, updatedAt, ...then }, document)
}

export function noTemplate(): AppError {
  return new AppError('NOT_FOUND', 'There is no such template.')
}

/** Names of the placeholders in the texts of a document. Its own list of merge fields has none. */
export function fieldsOf(document: unknown): string[] {
  const names = new Set<string>()
  const visit = (value: unknown): void => {
    if (typeof value === 'string') for (const [, name = ''] of value.matchAll(placeholder)) names.add(name)
    else if (typeof value === 'object' && value !== null) for (const child of Object.values(value)) visit(child)
  }
  const { merge: _own, ...texts } = document as Record<string, unknown>
  visit(texts)
  return [...names]
}
