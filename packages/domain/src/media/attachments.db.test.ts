import { newId } from '@cronicl/core'
import type { BlobStore } from '@cronicl/storage'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { DomainContext } from '../context.ts'
import { createElement } from '../timelines/create-element.ts'
import { createNode } from '../timelines/create-node.ts'
import { deleteElement } from '../timelines/delete-element.ts'
import { deleteSubtree } from '../timelines/delete-subtree.ts'
import { restoreElement } from '../timelines/restore-element.ts'
import { type BegunStory, type StoryHouse, openStoryHouse } from '../timelines/testing/open-story-house.ts'
import { attachAsset, attachAssetInput } from './attach-asset.ts'
import type { AttachmentOwner } from './attachment-view.ts'
import { detachAsset } from './detach-asset.ts'
import { listOwnerMedia } from './list-owner-media.ts'

const blobs = {
  signGet: async (key: string) => ({ url: `https://blobs.test/${key}`, expiresAt: new Date('2026-02-01') }),
} as unknown as BlobStore
const config = { media: { signedUrlS: 3_600, renderUrlS: 3_600 } } as DomainContext['config']

let house: StoryHouse
let story: BegunStory
beforeAll(async () => {
  house = await openStoryHouse()
  story = await house.story()
})
afterAll(() => house[Symbol.asyncDispose]())

function userIdOf({ ctx }: BegunStory): string {
  return ctx.actor.type === 'user' ? ctx.actor.userId : ''
}

async function asset(of: BegunStory = story): Promise<string> {
  const [id, at] = [newId('asset'), house.clock.now()]
  await house.db.mediaAsset.create({
    data: {
      id,
      userId: userIdOf(of),
      type: 'image',
      status: 'ready',
      source: 'upload',
      mimeType: 'image/png',
      title: id,
      sizeBytes: 10n,
      createdAt: at,
      updatedAt: at,
      variants: {
        create: { id: newId('variant'), kind: 'original', key: `media/${id}`, mimeType: 'image/png', sizeBytes: 10n },
      },
    },
  })
  return id
}

type Place = AttachmentOwner & Partial<Parameters<typeof attachAsset>[1]>
const attach = (id: string, place: Place, by = story) => attachAsset(by.ctx, { id, role: 'gallery', ...place })

async function list(owner: AttachmentOwner, more: { limit?: number; cursor?: string; role?: 'cover' } = {}) {
  return listOwnerMedia({ ...story.ctx, blobs, config }, { limit: 50, ...owner, ...more })
}
const idsAt = async (owner: AttachmentOwner) => (await list(owner)).items.map(({ assetId }) => assetId)

const node = async (): Promise<AttachmentOwner> => ({
  ownerType: 'node',
  ownerId: (await createNode(story.ctx, { timelineId: story.timelineId, parentId: story.rootId, title: 'A' })).id,
})
const element = async (kind: 'character' | 'location'): Promise<AttachmentOwner> => ({
  ownerType: kind,
  ownerId: (await createElement(story.ctx, { timelineId: story.timelineId, kind, name: 'Mara' })).id,
})

test('assets lie at elements, nodes, branches and timelines, with their links', async () => {
  const owners: AttachmentOwner[] = [
    await element('character'),
    await node(),
    { ownerType: 'branch', ownerId: story.mainId },
    { ownerType: 'timeline', ownerId: story.timelineId },
  ]
  for (const owner of owners) {
    const id = await asset()
    const attachment = await attach(id, { ...owner, role: 'inline', meta: { caption: 'At dusk', x: 0.5 } })
    expect(attachment).toMatchObject({ assetId: id, ...owner, role: 'inline', meta: { caption: 'At dusk', x: 0.5 } })
    expect((await list(owner)).items).toMatchObject([
      { ...attachment, asset: { id, variants: { original: { url: `https://blobs.test/media/${id}` } } } },
    ])
  }
})

test('nobody attaches to what is another’s, what is of another kind or what is in the trash, nor what is another’s', async () => {
  const other = await house.story()
  const [mine, theirs] = [await asset(), await asset(other)]
  const mara = await element('character')
  const gone = await element('location')
  await deleteElement(story.ctx, { timelineId: story.timelineId, elementId: gone.ownerId })
  const places: Place[] = [
    { ownerType: 'timeline', ownerId: other.timelineId },
    { ownerType: 'branch', ownerId: other.mainId },
    { ownerType: 'node', ownerId: other.rootId },
    { ownerType: 'location', ownerId: mara.ownerId },
    { ownerType: 'node', ownerId: mara.ownerId },
    gone,
  ]
  for (const place of places)
    await expect(attach(mine, place), JSON.stringify(place)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await expect(attach(theirs, mara)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await expect(attach(mine, mara, other)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await expect(list({ ownerType: 'node', ownerId: other.rootId })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  expect(await house.db.mediaAttachment.count({ where: { assetId: { in: [mine, theirs] } } })).toBe(0)
})

test('an asset is there once in each role: again, only what is given changes', async () => {
  const [owner, id] = [await node(), await asset()]
  const first = await attach(id, { ...owner, meta: { caption: 'At dusk' } })
  expect(await attach(id, owner)).toEqual(first)
  expect(await attach(id, { ...owner, sortOrder: 9 })).toEqual({ ...first, sortOrder: 9 })
  expect(await attach(id, { ...owner, meta: {} })).toEqual({ ...first, sortOrder: 9, meta: {} })
  await attach(id, { ...owner, role: 'reference' })
  expect(await idsAt(owner)).toEqual([id, id])
})

test('a new cover takes the place of the one before, which stays in the library', async () => {
  const [owner, before, after] = [await node(), await asset(), await asset()]
  const old = await attach(before, { ...owner, role: 'cover', meta: { crop: 'left' } })
  const cover = await attach(after, { ...owner, role: 'cover' })
  expect(cover.id).not.toBe(old.id)
  expect((await list(owner)).items).toMatchObject([{ assetId: after, role: 'cover', meta: {} }])
  expect(await house.db.mediaAsset.count({ where: { id: before } })).toBe(1)
  expect(await attach(after, { ...owner, role: 'cover' })).toEqual(cover)
})

test('of many covers and pictures at the same moment none fails, and one cover stays', async () => {
  const owner = await node()
  const ids = await Promise.all(Array.from({ length: 6 }, () => asset()))
  await Promise.all(ids.flatMap((id) => [attach(id, { ...owner, role: 'cover' }), attach(id, owner)]))
  const { items } = await list(owner)
  expect(items.filter(({ role }) => role === 'cover')).toHaveLength(1)
  expect(items.filter(({ role }) => role === 'gallery')).toHaveLength(6)
})

test('new ones come last, the order is theirs to change, and pages follow it', async () => {
  const owner = await node()
  const ids = [await asset(), await asset(), await asset(), await asset()]
  for (const id of ids) await attach(id, owner)
  await attach(ids[3] ?? '', { ...owner, sortOrder: -5 })
  // Two at the same place stay in the order in which they came.
  await attach(ids[2] ?? '', { ...owner, sortOrder: 1 })
  const order = [ids[3], ids[0], ids[1], ids[2]]
  expect(await idsAt(owner)).toEqual(order)
  const seen: string[] = []
  let cursor: string | undefined
  do {
    const page = await list(owner, { limit: 1, ...(cursor ? { cursor } : {}) })
    seen.push(...page.items.map(({ assetId }) => assetId))
    cursor = page.nextCursor ?? undefined
  } while (cursor)
  expect(seen).toEqual(order)
  await attach(ids[0] ?? '', { ...owner, role: 'cover' })
  expect((await list(owner, { role: 'cover' })).items).toHaveLength(1)
})

test('what is detached is gone from its place, in one role or in all', async () => {
  const [owner, id] = [await node(), await asset()]
  for (const role of ['cover', 'inline', 'gallery'] as const) await attach(id, { ...owner, role })
  expect(await detachAsset(story.ctx, { id, ...owner, role: 'inline' })).toEqual({ detached: 1 })
  const other = await house.story()
  await expect(detachAsset(other.ctx, { id, ...owner })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  expect(await detachAsset(story.ctx, { id, ...owner })).toEqual({ detached: 2 })
  await expect(detachAsset(story.ctx, { id, ...owner })).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

test('what is deleted shows nothing and is in nobody’s way; what comes back has its pictures again', async () => {
  const [mara, id] = [await element('character'), await asset()]
  await attach(id, { ...mara, role: 'cover' })
  const { timelineId } = story
  await deleteElement(story.ctx, { timelineId, elementId: mara.ownerId })
  await expect(list(mara)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await restoreElement(story.ctx, { timelineId, elementId: mara.ownerId })
  expect(await idsAt(mara)).toEqual([id])
  const scene = await node()
  await attach(id, scene)
  await deleteSubtree(story.ctx, { timelineId, nodeId: scene.ownerId })
  await expect(list(scene)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await house.db.mediaAsset.delete({ where: { id } })
  expect(await idsAt(mara)).toEqual([])
})

test('meta is a small flat object', () => {
  const base = { id: 'ast_1', ownerType: 'node', ownerId: 'nod_1' }
  const issuesOf = (meta: object) => attachAssetInput.safeParse({ ...base, meta }).success
  const many = Object.fromEntries(Array.from({ length: 33 }, (_, i) => [`k${i}`, i]))
  expect(issuesOf({ caption: 'fog', x: 1, on: true, none: null })).toBe(true)
  expect([{ a: { b: 1 } }, { a: '\0' }, { a: 'x'.repeat(1_001) }, many, { 'a b': 1 }].map(issuesOf)).toEqual(
    Array.from({ length: 5 }, () => false),
  )
})
