import { type Page, pageInput, toPage } from '@cronicl/core'
import { z } from 'zod'
import { type DomainContext, requireUserId } from '../context.ts'
import { type EndpointView, endpointSelect, endpointView, toEndpointView } from './endpoint-view.ts'

export const listWebhookEndpointsInput = z.strictObject(pageInput)
export const webhookEndpointPage = z.object({ items: z.array(endpointView), nextCursor: z.string().nullable() })

/** The caller's endpoints, oldest first. */
export async function listWebhookEndpoints(
  ctx: Pick<DomainContext, 'db' | 'actor'>,
  input: z.infer<typeof listWebhookEndpointsInput>,
): Promise<Page<EndpointView>> {
  const rows = await ctx.db.webhookEndpoint.findMany({
    where: { userId: requireUserId(ctx), ...(input.cursor ? { id: { gt: input.cursor } } : {}) },
    orderBy: { id: 'asc' },
    take: input.limit + 1,
    select: endpointSelect,
  })
  const page = toPage(rows, input.limit)
  return { items: page.items.map(toEndpointView), nextCursor: page.nextCursor }
}
