import { canonAt as purely, factKey, newId } from '@cronicl/core'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { canonAt, canonView } from './canon-at.ts'
import { getPath } from './get-path.ts'
import { readActivePath } from './read-active-path.ts'
import { type StoryHouse, openStoryHouse } from './testing/open-story-house.ts'
import { operationsOf, plantStory } from './testing/plant-story.ts'
import { storyPlans } from './testing/story-plans.ts'

let house: StoryHouse
beforeAll(async () => {
  house = await openStoryHouse()
})
afterAll(() => house[Symbol.asyncDispose]())

test('the canon is the last value of each fact on the path, without what was retracted and what other branches say', async () => {
  const writer = await house.user()
  const { timelineId, nodes } = await plantStory(writer, {
    nodes: [
      {
        parent: null,
        facts: [
          ['Mara', 'mood', 'calm'],
          ['Ivo', 'age', '40'],
          ['Lamp', 'state', 'lit'],
        ],
      },
      {
        parent: 0,
        facts: [
          ['  MARA ', 'Mood', 'afraid'],
          ['Ivo', 'age', null],
        ],
      },
      { parent: 0, facts: [['Mara', 'mood', 'dead']] },
      { parent: 1, facts: [['Ivo', 'age', '41']] },
    ],
  })
  const at = async (index: number) => {
    const { facts } = await canonAt(writer.ctx, { timelineId, nodeId: nodes[index] ?? '' })
    return facts.map(({ subject, attribute, value, nodeId }) => [subject, attribute, value, nodes.indexOf(nodeId)])
  }
  expect(await at(1)).toEqual([
    ['Lamp', 'state', 'lit', 0],
    ['  MARA ', 'Mood', 'afraid', 1],
  ])
  expect(await at(2)).toEqual([
    ['Ivo', 'age', '40', 0],
    ['Lamp', 'state', 'lit', 0],
    ['Mara', 'mood', 'dead', 2],
  ])
  expect((await at(3))[0]).toEqual(['Ivo', 'age', '41', 3])
})

test('a fact comes with the place in the text that it is from, and the answer is what its schema says', async () => {
  const writer = await house.user()
  const { timelineId, nodes, story } = await plantStory(writer, {
    nodes: [
      {
        parent: null,
        facts: [
          ['Mara', 'mood', 'calm'],
          ['Ivo', 'age', '40'],
        ],
      },
    ],
  })
  const [mara] = [...story.facts.values()]
  await house.db.fact.update({ where: { id: mara?.id ?? '' }, data: { spanStart: 3, spanEnd: 7 } })
  const canon = await canonAt(writer.ctx, { timelineId, nodeId: nodes[0] ?? '' })
  expect(canon.facts.map((fact) => fact.span)).toEqual([null, { start: 3, end: 7 }])
  expect(canonView.strict().parse(JSON.parse(JSON.stringify(canon)))).toEqual(canon)
})

test('a node where nothing is known has an empty canon', async () => {
  const writer = await house.user()
  const { timelineId, nodes } = await plantStory(writer, { nodes: [{ parent: null }] })
  expect(await canonAt(writer.ctx, { timelineId, nodeId: nodes[0] ?? '' })).toEqual({ facts: [] })
})

/** Bytes sort as code points do. */
const utf8 = (text: string): Buffer => Buffer.from(text)

test('on any story, at every node, path and canon are those of the plain definition', async () => {
  const writer = await house.user()
  await fc.assert(
    fc.asyncProperty(storyPlans, async (plan) => {
      const { timelineId, story, nodes } = await plantStory(writer, plan)
      for (const nodeId of nodes) {
        const { facts } = await canonAt(writer.ctx, { timelineId, nodeId })
        const expected = [...purely(story, nodeId).values()].sort((a, b) => Buffer.compare(utf8(a.key), utf8(b.key)))
        expect(facts).toEqual(expected.map(({ key: _key, ...fact }) => fact))
        const path = await getPath(writer.ctx, { timelineId, nodeId, contents: false })
        const ids = []
        for (let id: string | null = nodeId; id !== null; id = story.nodes.get(id)?.parentId ?? null) ids.unshift(id)
        expect(path.nodes.map((node) => node.id)).toEqual(ids)
      }
    }),
    { numRuns: 40 },
  )
})

test('path and canon are one statement each, however long the path', async () => {
  const writer = await house.user()
  const { timelineId, nodeIds } = await writer.seed({ nodes: 2_500, factsPerNode: 1 })
  const at = { timelineId, nodeId: nodeIds.at(-1) ?? '' }
  expect(await operationsOf(writer.ctx, (ctx) => canonAt(ctx, at))).toEqual(['$queryRaw'])
  expect(await operationsOf(writer.ctx, (ctx) => getPath(ctx, { ...at, contents: true }))).toEqual(['$queryRaw'])
})

test('AI is told the path, its canon and the story bible, and nothing that stands beside', async () => {
  const writer = await house.user()
  const { timelineId, nodes } = await plantStory(writer, {
    head: { title: 'Fog', description: 'At sea', settings: { language: 'english' } },
    nodes: [
      { parent: null, title: 'Start', content: 'It was dark.', facts: [['Mara', 'mood', 'calm']] },
      { parent: 0, content: 'A branch beside it.', facts: [['Mara', 'mood', 'dead']] },
      { parent: 0, title: 'End', content: 'It was light.', facts: [['Lamp', 'state', 'lit']] },
    ],
    elements: [{ name: 'Mara' }, { name: 'Gone', trashedAt: '2026-01-01T00:00:00.000Z' }],
  })
  const told = await readActivePath(writer.ctx, { timelineId, nodeId: nodes[2] ?? '' })
  expect(told.timeline).toEqual({
    id: timelineId,
    title: 'Fog',
    description: 'At sea',
    settings: { language: 'english' },
  })
  expect(told.nodes).toEqual([
    { id: nodes[0], title: 'Start', content: 'It was dark.', kind: 'scene' },
    { id: nodes[2], title: 'End', content: 'It was light.', kind: 'scene' },
  ])
  expect(told.canon.map(({ key, value }) => [key, value])).toEqual([
    [factKey('Lamp', 'state'), 'lit'],
    [factKey('Mara', 'mood'), 'calm'],
  ])
  expect(told.elements.map((element) => element.name)).toEqual(['Mara'])
  const nobody = (await house.user()).ctx
  for (const [ctx, at] of [
    [nobody, { timelineId, nodeId: nodes[2] ?? '' }],
    [writer.ctx, { timelineId, nodeId: newId('node') }],
  ] as const)
    await expect(readActivePath(ctx, at)).rejects.toMatchObject({ code: 'NOT_FOUND' })
})
