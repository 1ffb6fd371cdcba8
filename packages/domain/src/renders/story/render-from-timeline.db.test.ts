import { afterAll, beforeAll, expect, test } from 'vitest'
import { attachAsset } from '../../media/attach-asset.ts'
import { createBranch } from '../../timelines/create-branch.ts'
import { createElement } from '../../timelines/create-element.ts'
import { createNode } from '../../timelines/create-node.ts'
import { createTimeline } from '../../timelines/create-timeline.ts'
import type { HouseContext } from '../../generations/testing/open-generation-house.ts'
import { type RenderHouse, openRenderHouse } from '../testing/open-render-house.ts'
import { validateRender } from '../validate-render.ts'
import { renderFromTimeline, renderFromTimelineInput } from './render-from-timeline.ts'

let house: RenderHouse
beforeAll(async () => {
  house = await openRenderHouse()
})
afterAll(() => house[Symbol.asyncDispose]())

const film = (ctx: HouseContext, input: object) => renderFromTimeline(ctx, renderFromTimelineInput.parse(input))

interface Told {
  ctx: HouseContext
  userId: string
  timelineId: string
  branchId: string
  nodeIds: string[]
}

async function tell(nodes: [title: string, content: string][]): Promise<Told> {
  const { ctx, userId } = await house.user()
  const [[title, content] = ['', ''], ...rest] = nodes
  const { id: timelineId, mainBranch } = await createTimeline(ctx, { title: 'Story', root: { title, content } })
  const nodeIds = [mainBranch.headNodeId]
  for (const [next, text] of rest)
    nodeIds.push((await createNode(ctx, { timelineId, branchId: mainBranch.id, title: next, content: text })).id)
  return { ctx, userId, timelineId, branchId: mainBranch.id, nodeIds }
}

const still = { codec: 'png', widthPx: 800, heightPx: 600, rotation: 0 as const, fps: null, pixelFormat: 'rgb24' }
const picture = (widthPx = 800) => ({
  kind: 'image' as const,
  ...{ formatName: 'png', durationMs: null, sizeBytes: 10, audio: null },
  video: { ...still, widthPx, hasAlpha: false, isStill: true },
})
const sound = (durationMs: number) => ({
  kind: 'audio' as const,
  ...{ formatName: 'mp3', durationMs, sizeBytes: 10, video: null },
  audio: { codec: 'mp3', sampleRateHz: 48_000, channels: 2 },
})
const moving = (durationMs: number) => ({
  ...{ ...sound(durationMs), kind: 'video' as const },
  video: { ...still, codec: 'h264', fps: { num: 25, den: 1 }, hasAlpha: false, isStill: false },
})
type Clips = Record<string, unknown>[]
const tracksOf = ({ document }: Awaited<ReturnType<typeof film>>): Clips[] =>
  (document.tracks ?? []).map(({ clips }) => clips as Clips)

test('each node is a scene: its media in their order with the cover first, its sound, and its words', async () => {
  const { ctx, userId, timelineId, nodeIds } = await tell([
    ['The island', 'Mara keeps a light that nobody pays for.'],
    ['The storm', 'The wind takes the shutters. She climbs.'],
  ])
  const [first = '', second = ''] = nodeIds
  const [b, a, clip, voice, song] = [
    await house.sketch(userId, picture()),
    await house.sketch(userId, picture()),
    await house.sketch(userId, moving(9_000)),
    await house.sketch(userId, sound(6_000)),
    await house.sketch(userId, sound(4_000)),
  ]
  const at = (id: string, ownerId: string, more: object) =>
    attachAsset(ctx, { id, ownerType: 'node', ownerId, role: 'inline', ...more })
  await at(b, first, { sortOrder: 1 })
  await at(a, first, { role: 'cover', sortOrder: 9 })
  await at(clip, second, {})
  await at(voice, second, {})
  await attachAsset(ctx, { id: song, ownerType: 'timeline', ownerId: timelineId, role: 'gallery' })

  const made = await film(ctx, { timelineId })
  expect(made).toMatchObject({ nextNodeId: null, warnings: [], document: { duration: 12.2 } })
  expect(made.scenes).toEqual([
    { nodeId: first, title: 'The island', startS: 0, lengthS: 3.2, isCut: false },
    { nodeId: second, title: 'The storm', startS: 3.2, lengthS: 9, isCut: false },
  ])
  const [pictures = [], captions = [], voices = [], music = []] = tracksOf(made)
  expect(pictures).toMatchObject([
    { asset: { type: 'image', src: a }, start: 0, length: 2.6 },
    { asset: { type: 'image', src: b }, start: 1.6, length: 2.6, transition: { in: { type: 'fade', duration: 0.8 } } },
    { asset: { type: 'video', src: clip }, start: 3.2, length: 9, volume: 0, transition: { in: { duration: 1 } } },
  ])
  expect(pictures[0]).not.toHaveProperty('transition')
  expect(captions.map(({ asset }) => (asset as { text: string }).text)).toEqual([
    'Mara keeps a light that nobody pays for.',
    'The wind takes the shutters.',
    'She climbs.',
  ])
  expect(voices).toMatchObject([{ asset: { type: 'audio', src: voice }, start: 3.2, length: 6 }])
  expect(music).toMatchObject([
    { asset: { src: song }, start: 0, length: 4, volume: 0.25, fadeIn: 2 },
    { start: 4, length: 4 },
    { start: 8, length: 4 },
    { start: 12, length: 0.2, fadeOut: 0.1 },
  ])
  expect(await validateRender(ctx, made.document)).toMatchObject({ valid: true, issues: [], warnings: [] })
  expect(await house.db.job.count({ where: { userId } })).toBe(0)
})

test('a node without media shows the covers of who is named in it, else a card with its title', async () => {
  const { ctx, userId, timelineId } = await tell([
    ['Mara', 'She waits.'],
    ['Marathon (1)', 'Everybody runs.'],
    ['', ''],
  ])
  const { id } = await createElement(ctx, { timelineId, kind: 'character', name: 'mara', description: '' })
  const portrait = await house.sketch(userId, picture())
  await attachAsset(ctx, { id: portrait, ownerType: 'character', ownerId: id, role: 'cover' })
  const made = await film(ctx, { timelineId, options: { captions: false, crossfadeS: 0 } })
  const [pictures = [], titles = [], ...others] = tracksOf(made)
  expect(pictures).toMatchObject([
    { asset: { type: 'image', src: portrait }, start: 0, length: 3 },
    { asset: { type: 'color' }, start: 3, length: 3 },
    { asset: { type: 'color' }, start: 6, length: 3 },
  ])
  expect(titles).toMatchObject([{ asset: { type: 'text', text: 'Marathon (1)' }, start: 3, length: 3 }])
  expect(others).toEqual([])
  expect(await validateRender(ctx, made.document)).toMatchObject({ valid: true })
})

test('what cannot be shown is left out with a word, and the film stands', async () => {
  const { ctx, userId, timelineId, nodeIds } = await tell([['The wall', 'It is long.']])
  const [endless, fine] = [await house.sketch(userId, picture(900_000)), await house.sketch(userId, picture())]
  for (const id of [endless, fine])
    await attachAsset(ctx, { id, ownerType: 'node', ownerId: nodeIds[0] as string, role: 'gallery' })
  const made = await film(ctx, { timelineId })
  expect(made.warnings).toHaveLength(1)
  expect(made.warnings[0]).toContain(endless)
  expect(tracksOf(made)[0]).toMatchObject([{ asset: { src: fine }, length: 3 }])
  expect(await validateRender(ctx, made.document)).toMatchObject({ valid: true })
})

test('the path of a branch or to a node is told, and a long one in films that follow each other', async () => {
  const { ctx, timelineId, branchId, nodeIds } = await tell(
    Array.from({ length: 7 }, (_, i) => [`Scene ${i}`, 'word '.repeat(200)]),
  )
  const fork = nodeIds[1] as string
  const { id: other } = await createBranch(ctx, { timelineId, name: 'other', nodeId: fork })
  const aside = await createNode(ctx, { timelineId, branchId: other, title: 'Aside', content: 'Elsewhere.' })
  const told = async (input: object): Promise<string[]> =>
    (await film(ctx, { timelineId, ...input })).scenes.map(({ nodeId }) => nodeId)
  expect(await told({ branchId: other })).toEqual([...nodeIds.slice(0, 2), aside.id])
  expect(await told({ nodeId: fork })).toEqual(nodeIds.slice(0, 2))

  const first = await film(ctx, { timelineId, branchId })
  expect(first.scenes.map(({ nodeId }) => nodeId)).toEqual(nodeIds.slice(0, 3))
  expect(first.nextNodeId).toBe(nodeIds[3])
  expect(await told({ branchId, fromNodeId: first.nextNodeId })).toEqual(nodeIds.slice(3, 6))
  expect(await validateRender(ctx, first.document)).toMatchObject({ valid: true })
})

test('size and seconds are as they were asked for, upright too', async () => {
  const { ctx, timelineId } = await tell([
    ['One', 'A few words, and a few more of them.'],
    ['Two', 'The end.'],
  ])
  const options = { secondsPerNode: 2.5, size: { width: 720, height: 1280 } }
  const made = await film(ctx, { timelineId, options })
  expect(made.document).toMatchObject({ output: options.size, duration: 5 })
  expect(await validateRender(ctx, made.document)).toMatchObject({ valid: true })
})

test("another user's story, a branch that is not there and a node beside the path are refused", async () => {
  const [{ timelineId, nodeIds, ctx, branchId }, other] = [
    await tell([
      ['a', 'b'],
      ['c', 'd'],
    ]),
    await house.user(),
  ]
  for (const input of [{ timelineId }, { timelineId, nodeId: nodeIds[1] }, { timelineId, branchId }])
    await expect(film(other.ctx, input)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await expect(film(ctx, { timelineId, branchId: 'brn_none' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  const beside = { timelineId, nodeId: nodeIds[0], fromNodeId: nodeIds[1] }
  await expect(film(ctx, beside)).rejects.toMatchObject({ details: { issues: [{ path: ['fromNodeId'] }] } })
  await expect(film(ctx, { timelineId, branchId, nodeId: nodeIds[0] })).rejects.toMatchObject({
    details: { issues: [{ path: ['branchId'] }] },
  })
})
