import { mainBranch, storyFormatIds } from '@cronicl/core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { canonAt } from './canon-at.ts'
import { exportTimeline } from './export-timeline.ts'
import { getTimeline } from './get-timeline.ts'
import { importTimeline } from './import-timeline.ts'
import { misplacedNodes } from './testing/misplaced-nodes.ts'
import { type StoryHouse, openStoryHouse } from './testing/open-story-house.ts'
import { type StoryPlan, plantStory } from './testing/plant-story.ts'

let house: StoryHouse
beforeAll(async () => {
  house = await openStoryHouse()
})
afterAll(() => house[Symbol.asyncDispose]())

const plan = {
  head: { title: 'The Lighthouse: fog & film', description: 'By the sea', settings: { language: 'english', z: [1] } },
  nodes: [
    {
      parent: null,
      title: 'Start',
      content: 'It was dark.\n\nVery “dark” 🜂.',
      facts: [
        ['Mara', 'mood', 'calm'],
        ['Lamp', 'state', 'lit'],
      ],
    },
    { parent: 0, title: 'Stairs', content: 'She climbs.', facts: [['Lamp', 'state', null]] },
    { parent: 0, title: 'Pier', content: 'She waits.' },
    { parent: 1, title: 'Gallery', content: 'Light.' },
    { parent: 1, title: 'Cut', content: 'No.', trash: 4 },
  ],
  branches: { [mainBranch]: 3, 'the pier': 2 },
  elements: [{ name: 'Mara', description: 'Keeper', fields: { age: 40 } }],
} satisfies StoryPlan

/** A story without its ids, which an import makes anew. */
function withoutIds(json: string): unknown {
  const ids = new Map<string, string>()
  const plain = json.replace(/\b(?:nod|brn|elm|fct)_[0-9a-z]{26}\b/g, (id) => {
    if (!ids.has(id)) ids.set(id, `${id.slice(0, 3)} ${ids.size}`)
    return ids.get(id) ?? ''
  })
  return JSON.parse(plain)
}

test('a story comes back from JSON as it was, its trash too, on strands of its own', async () => {
  const writer = await house.user()
  const { timelineId } = await plantStory(writer, plan)
  const { text, mimeType, filename } = await exportTimeline(writer.ctx, { timelineId, format: 'json' })
  expect({ mimeType, filename }).toEqual({ mimeType: 'application/json', filename: 'The-Lighthouse-fog-film.json' })
  const copy = await importTimeline(writer.ctx, { format: 'json', text })
  expect(copy.id).not.toBe(timelineId)
  expect(copy).toMatchObject({ title: plan.head.title, settings: plan.head.settings, revision: 0, trashedAt: null })
  expect(await misplacedNodes(house.db, copy.id)).toEqual([])
  const again = await exportTimeline(writer.ctx, { timelineId: copy.id, format: 'json' })
  expect(withoutIds(again.text)).toEqual(withoutIds(text))
  expect(await getTimeline(writer.ctx, { timelineId: copy.id })).toMatchObject({
    counts: { nodes: 4, branches: 2, elements: 1 },
  })
})

test('a story comes back from Twee with its tree, texts and canon', async () => {
  const writer = await house.user()
  const { timelineId } = await plantStory(writer, plan)
  const { text } = await exportTimeline(writer.ctx, { timelineId, format: 'twee' })
  const copy = await importTimeline(writer.ctx, { format: 'twee', text })
  expect((await exportTimeline(writer.ctx, { timelineId: copy.id, format: 'twee' })).text).toBe(text)
  const nodes = await house.db.storyNode.findMany({ where: { timelineId: copy.id }, include: { parent: true } })
  expect(new Set(nodes.map((node) => [node.title, node.content, node.parent?.title]))).toEqual(
    new Set([
      ['Start', 'It was dark.\n\nVery “dark” 🜂.', undefined],
      ['Stairs', 'She climbs.', 'Start'],
      ['Pier', 'She waits.', 'Start'],
      ['Gallery', 'Light.', 'Stairs'],
    ]),
  )
  const gallery = nodes.find((node) => node.title === 'Gallery')?.id ?? ''
  const { facts } = await canonAt(writer.ctx, { timelineId: copy.id, nodeId: gallery })
  expect(facts.map(({ subject, value }) => [subject, value])).toEqual([['Mara', 'calm']])
})

test('Markdown is read, and a title may be given', async () => {
  const writer = await house.user()
  const text = '# Fog\n\nIt was dark.\n\n## Stairs\n\nShe climbs.\n'
  const timeline = await importTimeline(writer.ctx, { format: 'markdown', text, title: 'Another name' })
  expect(timeline.title).toBe('Another name')
  expect(await misplacedNodes(house.db, timeline.id)).toEqual([])
  expect(await house.db.storyNode.count({ where: { timelineId: timeline.id } })).toBeGreaterThan(1)
})

test.each(storyFormatIds)('%s is written of a whole story and of one path', async (format) => {
  const writer = await house.user()
  const { timelineId, nodes } = await plantStory(writer, plan)
  const whole = await exportTimeline(writer.ctx, { timelineId, format })
  expect(whole.text).toContain('She waits.')
  const path = await exportTimeline(writer.ctx, { timelineId, format, nodeId: nodes[3] ?? '' })
  expect(path.text).toContain('She climbs.')
  expect(path.text).not.toContain('She waits.')
})

test.each(['', '???', '../../etc/passwd', '.', '漢字'.repeat(100), '🜂'.repeat(300)])(
  'a story named %j has a file name that every system takes',
  async (title) => {
    const writer = await house.user()
    const { timelineId } = await plantStory(writer, { nodes: [{ parent: null }], head: { title } })
    const { filename } = await exportTimeline(writer.ctx, { timelineId, format: 'markdown' })
    expect(filename).toMatch(/^[\p{L}\p{N}][\p{L}\p{M}\p{N}-]*\.md$/u)
    expect(Buffer.byteLength(filename)).toBeLessThan(255)
  },
)

test('a malformed file leaves no row and says where it is wrong', async () => {
  const writer = await house.user()
  const { timelineId } = await plantStory(writer, plan)
  const { text } = await exportTimeline(writer.ctx, { timelineId, format: 'json' })
  const count = async () => [
    await house.db.timeline.count({ where: { userId: writer.userId } }),
    await house.db.storyNode.count({ where: { timeline: { userId: writer.userId } } }),
  ]
  const before = await count()
  for (const broken of [
    '',
    '{',
    'null',
    text.slice(0, -20),
    text.replace('"parentId": "nod', '"parentId": "nob'),
    text.replace('"formatVersion": 1', '"formatVersion": 2'),
    text.replace('"version": 1,', '"version": 4000000000,'),
  ])
    await expect(importTimeline(writer.ctx, { format: 'json', text: broken })).rejects.toMatchObject({
      code: 'VALIDATION_ERROR',
    })
  await expect(importTimeline(writer.ctx, { format: 'twee', text: 'no passage' })).rejects.toMatchObject({
    code: 'VALIDATION_ERROR',
  })
  expect(await count()).toEqual(before)
})

test('an import that fails in the database leaves no row', async () => {
  const writer = await house.user()
  const { timelineId } = await plantStory(writer, plan)
  const { text } = await exportTimeline(writer.ctx, { timelineId, format: 'json' })
  // Facts come last, when all else is in.
  await house.db.$executeRaw`CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql
    AS $$ BEGIN RAISE EXCEPTION 'disk full'; END $$`
  await house.db.$executeRaw`CREATE TRIGGER refuse BEFORE INSERT ON facts EXECUTE FUNCTION refuse()`
  try {
    await expect(importTimeline(writer.ctx, { format: 'json', text })).rejects.toThrow('disk full')
  } finally {
    await house.db.$executeRaw`DROP TRIGGER refuse ON facts`
  }
  expect(await house.db.timeline.count({ where: { userId: writer.userId } })).toBe(1)
})

test('an export is the state between two edits', async () => {
  const writer = await house.user()
  const { timelineId, nodes } = await plantStory(writer, plan)
  let exported = ''
  await writer.ctx.transact(async ({ db }) => {
    await db.storyNode.update({ where: { id: nodes[0] ?? '' }, data: { content: 'Half of an edit.' } })
    exported = (await exportTimeline(writer.ctx, { timelineId, format: 'json' })).text
  })
  expect(exported).not.toContain('Half of an edit.')
  expect((await exportTimeline(writer.ctx, { timelineId, format: 'json' })).text).toContain('Half of an edit.')
})

test("another user's story is not exported, and neither is a node that is not in it", async () => {
  const [ann, bob] = [await house.user(), await house.user()]
  const { timelineId, nodes } = await plantStory(ann, plan)
  const other = await plantStory(ann, plan)
  for (const work of [
    () => exportTimeline(bob.ctx, { timelineId, format: 'json' }),
    () => exportTimeline(bob.ctx, { timelineId, format: 'json', nodeId: nodes[0] ?? '' }),
    () => exportTimeline(ann.ctx, { timelineId, format: 'json', nodeId: other.nodes[0] ?? '' }),
    () => exportTimeline(ann.ctx, { timelineId, format: 'json', nodeId: nodes[4] ?? '' }),
  ])
    await expect(work()).rejects.toMatchObject({ code: 'NOT_FOUND' })
})
