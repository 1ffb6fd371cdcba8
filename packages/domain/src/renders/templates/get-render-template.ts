import { z } from 'zod'
import type { DomainContext } from '../../context.ts'
import { type TemplateView, findTemplate, templateIdInput, templateVersionInput } from './template-view.ts'

export const getRenderTemplateInput = z.strictObject({
  id: templateIdInput,
  version: templateVersionInput.optional().describe('As it was then; default its last version'),
})

/** One of the caller's templates with its document. `NOT_FOUND` for another user's. */
export async function getRenderTemplate(
  ctx: Pick<DomainContext, 'db' | 'actor'>,
  input: z.infer<typeof getRenderTemplateInput>,
): Promise<TemplateView> {
  return findTemplate(ctx, input)
}
