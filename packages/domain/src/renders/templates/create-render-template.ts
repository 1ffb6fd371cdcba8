import { AppError, newId } from '@cronicl/core'
import type { Prisma } from '@cronicl/db'
import { z } from 'zod'
import { type DomainContext, requireUserId } from '../../context.ts'
import { requireStorable } from '../document-input.ts'
import {
  type TemplateView,
  templateDescriptionInput,
  templateDocumentInput,
  templateNameInput,
  templateSelect,
  toTemplateView,
} from './template-view.ts'

/** What a user may keep. */
const templatesMax = 500

export const createRenderTemplateInput = z.strictObject({
  name: templateNameInput,
  description: templateDescriptionInput.default(''),
  document: templateDocumentInput,
})

/** Keeps a document under a name, as version 1. LIMIT_EXCEEDED beyond 500 templates. */
export async function createRenderTemplate(
  ctx: Pick<DomainContext, 'transact' | 'actor' | 'clock'>,
  { name, description, document }: z.infer<typeof createRenderTemplateInput>,
): Promise<TemplateView> {
  const userId = requireUserId(ctx)
  requireStorable(document)
  const at = ctx.clock.now()
  const kept = document as Prisma.InputJsonObject
  const row = await ctx.transact(async ({ db }) => {
    // A user's new templates wait for each other, so that the count holds.
    await db.$queryRaw`SELECT 1 FROM users WHERE id = ${userId} FOR NO KEY UPDATE`
    const used = await db.renderTemplate.count({ where: { userId } })
    if (used >= templatesMax)
      throw new AppError('LIMIT_EXCEEDED', `You have ${used} templates, the most there can be. Delete one.`, {
        details: { metric: 'renderTemplates', limit: templatesMax, used },
      })
    const id = newId('renderTemplate', at.getTime())
    return db.renderTemplate.create({
      data: {
        ...{ id, userId, name, description, createdAt: at, updatedAt: at },
        versions: { create: { version: 1, name, description, document: kept, createdAt: at } },
      },
      select: templateSelect,
    })
  })
  return toTemplateView(row, kept as Prisma.JsonValue)
}
