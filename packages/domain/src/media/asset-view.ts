import { fromBigInt } from '@cronicl/core'
import type { Prisma } from '@cronicl/db'
import { z } from 'zod'
import type { DomainContext } from '../context.ts'

/** The columns of an asset that may leave the house. */
export const assetSelect = {
  id: true,
  type: true,
  status: true,
  visibility: true,
  source: true,
  mimeType: true,
  title: true,
  description: true,
  tags: true,
  sizeBytes: true,
  widthPx: true,
  heightPx: true,
  durationMs: true,
  checksum: true,
  thumbhash: true,
  jobId: true,
  createdAt: true,
  updatedAt: true,
  variants: { select: { kind: true, key: true, mimeType: true, sizeBytes: true, widthPx: true, heightPx: true } },
} satisfies Prisma.MediaAssetSelect

type AssetRow = Prisma.MediaAssetGetPayload<{ select: typeof assetSelect }>

const variantView = z.object({
  url: z.string().describe('Signed; works until `expiresAt`'),
  expiresAt: z.string(),
  mimeType: z.string(),
  sizeBytes: z.int(),
  widthPx: z.int().nullable(),
  heightPx: z.int().nullable(),
})

export const assetView = z.object({
  id: z.string(),
  type: z.enum(['image', 'video', 'audio', 'other']),
  status: z.enum(['processing', 'ready']).describe('`processing` until its ingest job has ended'),
  visibility: z.enum(['private', 'shared', 'public']),
  source: z.enum(['upload', 'generation', 'render', 'import']),
  mimeType: z.string(),
  title: z.string(),
  description: z.string(),
  tags: z.array(z.string()),
  sizeBytes: z.int(),
  widthPx: z.int().nullable(),
  heightPx: z.int().nullable(),
  durationMs: z.int().nullable(),
  checksum: z.string().nullable().describe('SHA-256 of the original, hex'),
  thumbhash: z.string().nullable().describe('ThumbHash, base64'),
  jobId: z.string().nullable().describe('The job that is ingesting it or that made it'),
  createdAt: z.string(),
  updatedAt: z.string(),
  variants: z.object({
    original: variantView.optional(),
    thumbnail: variantView.optional(),
    preview: variantView.optional(),
    poster: variantView.optional(),
    waveform: variantView.optional(),
  }),
})

export type AssetView = z.infer<typeof assetView>

/** An asset as callers see it, with fresh signed URLs. */
export async function toAssetView(ctx: Pick<DomainContext, 'blobs' | 'config'>, row: AssetRow): Promise<AssetView> {
  const expiresInS = row.source === 'render' ? ctx.config.media.renderUrlS : ctx.config.media.signedUrlS
  const variants = await Promise.all(
    row.variants.map(async ({ kind, key, ...variant }) => {
      const { url, expiresAt } = await ctx.blobs.signGet(key, { expiresInS })
      return [
        kind,
        { url, expiresAt: expiresAt.toISOString(), ...variant, sizeBytes: fromBigInt(variant.sizeBytes) },
      ] as const
    }),
  )
  return {
    ...row,
    sizeBytes: fromBigInt(row.sizeBytes),
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    variants: Object.fromEntries(variants),
  }
}
