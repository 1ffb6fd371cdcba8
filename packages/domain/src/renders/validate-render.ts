import { z } from 'zod'
import { type DomainContext, requireUserId } from '../context.ts'
import { documentInput } from './document-input.ts'
import { prepareRender, renderEstimate } from './prepare-render.ts'
import { plannedRender, toPlannedRender } from './render-plan.ts'

export const issueView = z.object({ path: z.array(z.union([z.string(), z.number()])), message: z.string() })

/** Anything: what is wrong with it is the answer. */
export const validateRenderInput = documentInput({}) as z.ZodType<Record<string, unknown>, Record<string, unknown>>
export const validateRenderOutput = z.object({
  valid: z.boolean(),
  issues: z.array(issueView).describe('Every mistake, with its path in the document'),
  warnings: z.array(issueView),
  estimate: renderEstimate.nullable(),
  plan: plannedRender.nullable().describe('How the film will be made'),
})

/** Every mistake of a document with its path, or its warnings and estimate. Renders nothing and costs nothing. */
export async function validateRender(
  ctx: Pick<DomainContext, 'db' | 'actor' | 'blobs' | 'clock' | 'config' | 'mediaTools' | 'outbound'>,
  input: z.infer<typeof validateRenderInput>,
): Promise<z.infer<typeof validateRenderOutput>> {
  const prepared = await prepareRender(ctx, requireUserId(ctx), input)
  if (!prepared.ok) return { valid: false, issues: prepared.issues, warnings: [], estimate: null, plan: null }
  const { warnings, estimate, plan } = prepared
  return { valid: true, issues: [], warnings, estimate, plan: toPlannedRender(plan) }
}
