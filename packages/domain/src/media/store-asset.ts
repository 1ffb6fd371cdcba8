import { createReadStream } from 'node:fs'
import { type Id, newId } from '@cronicl/core'
import type { AssetSource, Db, Prisma } from '@cronicl/db'
import { keys } from '@cronicl/storage'
import type { DomainContext } from '../context.ts'
import type { IngestedFile } from './ingested-file.ts'

export interface StoredVariant {
  id: string
  kind: 'original' | IngestedFile['variants'][number]['kind']
  key: string
  mimeType: string
  sizeBytes: bigint
  widthPx: number | null
  heightPx: number | null
}

export interface Original {
  /** A local file, or an object that is already in the store. */
  from: { path: string } | { key: string }
  mimeType: string
  extension: string
  sizeBytes: number
}

type StoreContext = Pick<DomainContext, 'blobs'>

/**
 * Puts the original and its variants where they belong and returns their rows-to-be. When one of them fails, or
 * `signal` aborts, the others are removed again.
 */
export async function storeVariants(
  ctx: StoreContext,
  owner: { userId: string; assetId: string },
  original: Original,
  file: IngestedFile,
  signal?: AbortSignal,
): Promise<StoredVariant[]> {
  const rows: StoredVariant[] = [
    {
      id: newId('variant'),
      kind: 'original',
      key: keys.variant(owner.userId, file.type, owner.assetId, 'original', original.extension),
      mimeType: original.mimeType,
      sizeBytes: BigInt(original.sizeBytes),
      widthPx: file.widthPx,
      heightPx: file.heightPx,
    },
    ...file.variants.map((variant) => ({
      id: newId('variant'),
      kind: variant.kind,
      key: keys.variant(owner.userId, file.type, owner.assetId, variant.kind, variant.extension),
      mimeType: variant.mimeType,
      sizeBytes: BigInt(variant.sizeBytes),
      widthPx: variant.widthPx,
      heightPx: variant.heightPx,
    })),
  ]
  const sources = [original.from, ...file.variants.map((variant) => ({ path: variant.path }))]
  try {
    for (const [index, row] of rows.entries()) {
      const source = sources[index] as Original['from']
      if ('key' in source) await ctx.blobs.copy(source.key, row.key)
      else
        await ctx.blobs.put(row.key, createReadStream(source.path), {
          contentType: row.mimeType,
          ...(signal ? { signal } : {}),
        })
    }
  } catch (error) {
    await removeVariants(ctx, rows)
    throw error
  }
  return rows
}

export async function removeVariants(ctx: StoreContext, rows: readonly StoredVariant[]): Promise<void> {
  await ctx.blobs.delete(...rows.map((row) => row.key))
}

export interface NewAsset {
  id: Id<'asset'>
  userId: string
  source: AssetSource
  title: string
  mimeType: string
  sizeBytes: number
  checksum: string
  lineage: Prisma.InputJsonObject
  jobId: string | null
  at: Date
}

/** Inserts a finished asset with its variants. A unique violation means that the user already has these bytes. */
export async function insertAsset(
  db: Db,
  asset: NewAsset,
  file: IngestedFile,
  variants: readonly StoredVariant[],
): Promise<void> {
  await db.mediaAsset.create({
    data: {
      ...assetColumns(file),
      id: asset.id,
      userId: asset.userId,
      type: file.type,
      source: asset.source,
      mimeType: asset.mimeType,
      title: asset.title,
      sizeBytes: BigInt(asset.sizeBytes),
      checksum: asset.checksum,
      lineage: asset.lineage,
      jobId: asset.jobId,
      createdAt: asset.at,
      updatedAt: asset.at,
      variants: { create: variants.map((variant) => ({ ...variant })) },
    },
  })
}

/** The columns that ingest fills, for a new row and for one that waited. */
export function assetColumns(file: IngestedFile) {
  return {
    status: 'ready',
    widthPx: file.widthPx,
    heightPx: file.heightPx,
    durationMs: file.durationMs,
    thumbhash: file.thumbhash,
    facts: file.facts as unknown as Prisma.InputJsonObject,
  } as const
}
