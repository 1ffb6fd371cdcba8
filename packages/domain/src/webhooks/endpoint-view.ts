import { AppError } from '@cronicl/core'
import type { Db, Prisma } from '@cronicl/db'
import { z } from 'zod'
import { type DomainContext, requireUserId } from '../context.ts'

export const endpointIdInput = { id: z.string().max(64) }

/** The columns of an endpoint that may leave the house; its secrets do not. */
export const endpointSelect = {
  id: true,
  url: true,
  description: true,
  eventTypes: true,
  previousUntil: true,
  failingSince: true,
  disabledAt: true,
  disabledReason: true,
  createdAt: true,
  updatedAt: true,
} satisfies Prisma.WebhookEndpointSelect

type EndpointRow = Prisma.WebhookEndpointGetPayload<{ select: typeof endpointSelect }>

export const endpointView = z.object({
  id: z.string(),
  url: z.string(),
  description: z.string(),
  eventTypes: z.array(z.string()).describe('`*` is all'),
  enabled: z.boolean(),
  failingSince: z.string().nullable().describe('Since when every attempt has failed'),
  disabledAt: z.string().nullable(),
  disabledReason: z.string().nullable().describe('Why the house disabled it: `gone` (410) or `failing` (5 days)'),
  previousSecretUntil: z.string().nullable().describe('Until when the secret before this one signs too'),
  createdAt: z.string(),
  updatedAt: z.string(),
})
export type EndpointView = z.infer<typeof endpointView>

export function toEndpointView(row: EndpointRow): EndpointView {
  return {
    id: row.id,
    url: row.url,
    description: row.description,
    eventTypes: row.eventTypes,
    enabled: row.disabledAt === null,
    failingSince: row.failingSince?.toISOString() ?? null,
    disabledAt: row.disabledAt?.toISOString() ?? null,
    disabledReason: row.disabledReason,
    previousSecretUntil: row.previousUntil?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  }
}

/** One of the caller's endpoints. `NOT_FOUND` for another user's. */
export async function findEndpoint(ctx: Pick<DomainContext, 'actor'> & { db: Db }, id: string): Promise<EndpointRow> {
  const row = await ctx.db.webhookEndpoint.findFirst({
    where: { id, userId: requireUserId(ctx) },
    select: endpointSelect,
  })
  if (!row) throw noEndpoint()
  return row
}

export function noEndpoint(): AppError {
  return new AppError('NOT_FOUND', 'There is no such webhook endpoint.')
}
