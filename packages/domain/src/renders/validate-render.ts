import { z } from 'zod'
import { type DomainContext, requireUserId } from '../context.ts'
import { prepareRender, renderEstimate } from './prepare-render.ts'

const issueView = z.object({ path: z.array(z.union([z.string(), z.number()])), message: z.string() })

export const validateRenderInput = z.looseObject({}).describe('A render document; see renders.create')
export const validateRenderOutput = z.object({
  valid: z.boolean(),
  issues: z.array(issueView).describe('Every mistake, with its path in the document'),
  warnings: z.array(issueView),
  estimate: renderEstimate.nullable(),
})

/** Every mistake of a document with its path, or its warnings and estimate. Renders nothing and costs nothing. */
export async function validateRender(
  ctx: Pick<DomainContext, 'db' | 'actor' | 'config'>,
  input: z.infer<typeof validateRenderInput>,
): Promise<z.infer<typeof validateRenderOutput>> {
  const prepared = await prepareRender(ctx, requireUserId(ctx), input)
  if (!prepared.ok) return { valid: false, issues: prepared.issues, warnings: [], estimate: null }
  return { valid: true, issues: [], warnings: prepared.warnings, estimate: prepared.estimate }
}
