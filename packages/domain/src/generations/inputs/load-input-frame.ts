import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { AppError, secondMs } from '@cronicl/core'
import type { InputImage } from '@cronicl/providers'
import type { DomainContext } from '../../context.ts'
import { withWorkDir } from '../../media/work-dir.ts'
import { findInputKey } from './find-input-key.ts'
import { isFrameType, maxFrameBytes } from './frame-format.ts'
import { frameRefOf } from './frame-ref.ts'
import { type FrameFacts, readFrame } from './read-frame.ts'
import { storeInputFrame } from './store-input-frame.ts'

type FrameContext = Pick<DomainContext, 'db' | 'blobs' | 'config' | 'outbound'>

const linkS = 300
const downloadMs = 30 * secondMs

/**
 * A picture for a provider to look at, by what a request names it: a picture of the user's library, the id of a frame
 * that came with a request, or an https address, whose bytes are kept as a frame first, so that the provider and we see
 * the same. It is upright and without metadata.
 * @throws AppError NOT_FOUND for another user's; UNSUPPORTED_MEDIA, PAYLOAD_TOO_LARGE; for addresses what `outbound` says
 */
export async function loadInputFrame(
  ctx: FrameContext,
  userId: string,
  ref: string,
  signal?: AbortSignal,
): Promise<InputImage> {
  const named = frameRefOf(ref)
  if (named.kind === 'input') return storedFrame(ctx, userId, named.id)
  return withWorkDir('frame', async (dir) => {
    const path = join(dir, 'original')
    if (named.kind === 'asset') return libraryFrame(ctx, { userId, assetId: named.id, path, signal })
    await ctx.outbound.download(named.url, path, {
      maxBytes: maxFrameBytes,
      timeoutMs: downloadMs,
      ...(signal ? { signal } : {}),
    })
    const { key, facts } = await storeInputFrame(ctx, { userId, from: { path }, signal })
    return imageOf(ctx, key, facts)
  })
}

/** The original where it can be sent as it is; a clean copy of it, or its preview, where it cannot. */
async function libraryFrame(
  ctx: FrameContext,
  asset: { userId: string; assetId: string; path: string; signal: AbortSignal | undefined },
): Promise<InputImage> {
  const { userId, assetId, path, signal } = asset
  const row = await ctx.db.mediaAsset.findFirst({
    where: { id: assetId, userId, type: 'image', status: 'ready' },
    select: { variants: { where: { kind: { in: ['original', 'preview'] } }, orderBy: { kind: 'asc' } } },
  })
  const variant = row?.variants.find(({ mimeType, sizeBytes }) => isFrameType(mimeType) && sizeBytes <= maxFrameBytes)
  if (!variant) throw new AppError('NOT_FOUND', `There is no picture ${assetId} in your library.`)
  await ctx.blobs.download(variant.key, path, signal ? { signal } : {})
  const facts = await readFrame(path, ctx.config.media.maxImagePixels)
  if (facts.isPlain) return imageOf(ctx, variant.key, facts)
  const stored = await storeInputFrame(ctx, { userId, from: { path }, signal })
  return imageOf(ctx, stored.key, stored.facts)
}

async function storedFrame(ctx: FrameContext, userId: string, inputId: string): Promise<InputImage> {
  const key = await findInputKey(ctx, userId, inputId)
  if (!key) throw new AppError('NOT_FOUND', `There is no frame ${inputId} of yours.`)
  return withWorkDir('frame', async (dir) => {
    const path = join(dir, 'original')
    await ctx.blobs.download(key, path)
    return imageOf(ctx, key, await readFrame(path, ctx.config.media.maxImagePixels))
  })
}

function imageOf({ blobs, config }: FrameContext, key: string, facts: FrameFacts): InputImage {
  const { mimeType, sizeBytes, widthPx, heightPx } = facts
  return {
    mimeType,
    sizeBytes,
    widthPx,
    heightPx,
    link: async () => {
      // The local store signs links to ourselves, which nobody outside can follow.
      if (blobs.kind === 'local' && config.publicUrl === null) return null
      return (await blobs.signGet(key, { expiresInS: linkS })).url
    },
    read: async () => buffer((await blobs.read(key)).body),
  }
}
