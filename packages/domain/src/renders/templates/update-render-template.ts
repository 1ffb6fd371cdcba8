import { AppError } from '@cronicl/core'
import type { Prisma } from '@cronicl/db'
import { z } from 'zod'
import { type DomainContext, requireUserId } from '../../context.ts'
import { requireVersion } from '../../timelines/require-version.ts'
import { requireStorable } from '../document-input.ts'
import {
  type TemplateView,
  findTemplate,
  noTemplate,
  templateDescriptionInput,
  templateDocumentInput,
  templateIdInput,
  templateNameInput,
  templateSelect,
  templateVersionInput,
  toTemplateView,
} from './template-view.ts'

/** A template with more versions than this is changed by a program, which should make templates of its own. */
const versionsMax = 1_000

export const updateRenderTemplateInput = z.strictObject({
  id: templateIdInput,
  version: templateVersionInput.describe('The version that was read; another one by now is a CONFLICT'),
  name: templateNameInput.optional(),
  description: templateDescriptionInput.optional(),
  document: templateDocumentInput.optional().describe('In place of the whole document'),
})

/** Changes a template: a new version, and the ones before it stay. CONFLICT with `details.current` when it was changed. */
export async function updateRenderTemplate(
  ctx: Pick<DomainContext, 'transact' | 'actor' | 'clock'>,
  input: z.infer<typeof updateRenderTemplateInput>,
): Promise<TemplateView> {
  requireStorable(input.document)
  const userId = requireUserId(ctx)
  const updatedAt = ctx.clock.now()
  return ctx.transact(async ({ db }) => {
    const [locked] = await db.$queryRaw<{ id: string }[]>`
      SELECT id FROM render_templates WHERE id = ${input.id} AND user_id = ${userId} FOR UPDATE`
    if (!locked) throw noTemplate()
    const current = await findTemplate({ db, actor: ctx.actor }, { id: input.id })
    requireVersion(input.version, current)
    if (current.version >= versionsMax)
      throw new AppError('LIMIT_EXCEEDED', `The template has ${versionsMax} versions, the most there can be.`, {
        details: { metric: 'renderTemplateVersions', limit: versionsMax, used: current.version },
      })
    const { name = current.name, description = current.description } = input
    const document = (input.document ?? current.document) as Prisma.InputJsonObject
    const version = current.version + 1
    await db.renderTemplateVersion.create({
      data: { templateId: input.id, version, name, description, document, createdAt: updatedAt },
    })
    const row = await db.renderTemplate.update({
      where: { id: input.id, userId },
      data: { version, name, description, updatedAt },
      select: templateSelect,
    })
    return toTemplateView(row, document as Prisma.JsonValue)
  })
}
