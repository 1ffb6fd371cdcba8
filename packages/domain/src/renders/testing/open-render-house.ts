import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { newId } from '@cronicl/core'
import type { Prisma } from '@cronicl/db'
import { type MediaFacts, probe } from '@cronicl/render'
import { type TestMedia, makeTestMedia } from '@cronicl/render/testing'
import { keys } from '@cronicl/storage'
import {
  type GenerationHouse,
  type HouseContext,
  openGenerationHouse,
} from '../../generations/testing/open-generation-house.ts'

export interface RenderHouse extends AsyncDisposable {
  db: GenerationHouse['db']
  clock: GenerationHouse['clock']
  media: TestMedia
  user(): Promise<{ userId: string; ctx: HouseContext }>
  /** A file of `media` in a user's library. */
  asset(userId: string, path: string): Promise<string>
  /** A row as ingest leaves it, of a file that is not there: enough for what only plans. */
  sketch(userId: string, facts: MediaFacts): Promise<string>
}

/** A database, a store on disk, FFmpeg, and media to render. No worker runs. */
export async function openRenderHouse(): Promise<RenderHouse> {
  const house = await openGenerationHouse()
  const { mediaTools } = house.context([])
  const media = await makeTestMedia(mediaTools)
  const { db, clock, blobs } = house
  const insert = async (userId: string, facts: MediaFacts, extension: string): Promise<{ id: string; key: string }> => {
    const [id, at] = [newId('asset'), clock.now()]
    const key = keys.variant(userId, facts.kind, id, 'original', extension)
    const row = { kind: 'original', key, mimeType: 'application/octet-stream', sizeBytes: 1n } as const
    await db.mediaAsset.create({
      data: {
        ...{ id, userId, type: facts.kind, status: 'ready', source: 'upload', mimeType: row.mimeType, title: id },
        sizeBytes: 1n,
        durationMs: facts.durationMs,
        checksum: id,
        facts: facts as unknown as Prisma.InputJsonObject,
        createdAt: at,
        updatedAt: at,
        variants: { create: { id: newId('variant'), ...row } },
      },
    })
    return { id, key }
  }
  return {
    db,
    clock,
    media,
    user: () => house.user([], 'studio'),
    sketch: async (userId, facts) => (await insert(userId, facts, 'bin')).id,
    asset: async (userId, path) => {
      if (!mediaTools) throw new Error('these tests need FFmpeg')
      const { id, key } = await insert(userId, await probe(mediaTools, path), path.slice(path.lastIndexOf('.') + 1))
      await blobs.put(key, createReadStream(path), { contentType: 'application/octet-stream' })
      await db.mediaAsset.update({ where: { id }, data: { sizeBytes: (await stat(path)).size } })
      return id
    },
    [Symbol.asyncDispose]: async () => {
      await media[Symbol.asyncDispose]()
      await house[Symbol.asyncDispose]()
    },
  }
}
