import { afterAll, beforeAll, expect, test } from 'vitest'
import { type SearchHit, searchPage, searchStories } from './search-stories.ts'
import { matchStart, matchStop } from './highlight.ts'
import { type StoryHouse, type StoryWriter, openStoryHouse } from './testing/open-story-house.ts'
import { type StoryPlan, operationsOf, plantStory } from './testing/plant-story.ts'

let house: StoryHouse
beforeAll(async () => {
  house = await openStoryHouse()
})
afterAll(() => house[Symbol.asyncDispose]())

const kinds: SearchHit['type'][] = ['node', 'element']

async function find(writer: StoryWriter, query: string, more: { timelineId?: string } = {}): Promise<SearchHit[]> {
  const page = await searchStories(writer.ctx, { query, limit: 20, kinds, ...more })
  expect(searchPage.strict().parse(JSON.parse(JSON.stringify(page)))).toEqual(page)
  return page.items
}

const plain = (parts: SearchHit['title']): string => parts.map((part) => part.text).join('')
const matched = (parts: SearchHit['title']): string[] => parts.filter((part) => part.match).map((part) => part.text)
const titles = (hits: SearchHit[]): string[] => hits.map((hit) => plain(hit.title))

const fog = {
  head: { settings: { language: 'english' } },
  nodes: [
    { parent: null, title: 'The arrival', content: 'A boat comes in through the fog. Nobody waits on the pier.' },
    { parent: 0, title: 'Lanterns', content: 'She lights the lamp and climbs the stairs.' },
    { parent: 1, title: 'The keeper', content: 'He was lighting lanterns all night, and one lantern by day.' },
    { parent: 1, title: 'Lanterns in the trash', content: 'lantern', trash: 3 },
  ],
  branches: { main: 2 },
  elements: [
    {
      name: 'Mara',
      description: 'Keeper of the lamp.',
      fields: { secret: ['she fears the lanterns', { deep: 'kraken' }] },
    },
    { name: 'Lantern man', trashedAt: '2026-01-01T00:00:00.000Z' },
  ],
} satisfies StoryPlan

test('a title counts more than a text, a text more than a field, and nothing in the trash is found', async () => {
  const writer = await house.user()
  const { timelineId } = await plantStory(writer, fog)
  const hits = await find(writer, 'lantern', { timelineId })
  expect(titles(hits)).toEqual(['Lanterns', 'The keeper', 'Mara'])
  expect(matched(hits.find((hit) => plain(hit.title) === 'Lanterns')?.title ?? [])).toEqual(['Lanterns'])
  expect(matched(hits.find((hit) => plain(hit.title) === 'The keeper')?.snippet ?? [])).toEqual(['lanterns', 'lantern'])
  expect(hits.at(-1)).toMatchObject({ type: 'element', kind: 'character', timelineId })
  expect(matched(hits.at(-1)?.snippet ?? [])).toEqual(['lanterns'])
})

test('the best comes first', async () => {
  const writer = await house.user()
  await plantStory(writer, {
    nodes: [
      { parent: null, title: 'One', content: 'the whale is seen once' },
      { parent: 0, title: 'Whale', content: 'here the whale is, the whale of whales' },
      { parent: 1, title: 'Two', content: 'whale, whale and whale again' },
    ],
  })
  expect(titles(await find(writer, 'whale'))).toEqual(['Whale', 'Two', 'One'])
})

test('a story is searched in its language, another one word by word', async () => {
  const writer = await house.user()
  const english = await plantStory(writer, fog)
  const simple = await plantStory(writer, { ...fog, head: { settings: {} } })
  expect(await find(writer, 'climbing', { timelineId: english.timelineId })).toHaveLength(1)
  expect(await find(writer, 'climbing', { timelineId: simple.timelineId })).toHaveLength(0)
  expect(await find(writer, 'climbs', { timelineId: simple.timelineId })).toHaveLength(1)
  expect(await find(writer, 'climbs')).toHaveLength(2)
})

test('the last word may still be on its way', async () => {
  const writer = await house.user()
  await plantStory(writer, fog)
  expect(titles(await find(writer, 'boat pie'))).toEqual(['The arrival'])
  expect(await find(writer, 'pie boat')).toEqual([])
  expect(await find(writer, '"boat pie')).toEqual([])
  expect(titles(await find(writer, '"comes in" -lamp'))).toEqual(['The arrival'])
  expect(new Set(titles(await find(writer, 'pier or stairs')))).toEqual(new Set(['Lanterns', 'The arrival']))
  expect(await find(writer, 'boat -pier')).toEqual([])
})

test('words of any script are found', async () => {
  const writer = await house.user()
  await plantStory(writer, {
    nodes: [
      { parent: null, title: 'Ночь', content: 'Маяк светит в тумане' },
      { parent: 0, title: '灯台', content: '霧の中の灯台守が歩く' },
      { parent: 1, title: 'Été', content: 'La fenêtre était fermée 🜂 جزيرة' },
    ],
  })
  expect(titles(await find(writer, 'маяк'))).toEqual(['Ночь'])
  expect(titles(await find(writer, '霧の中'))).toEqual(['灯台'])
  expect(titles(await find(writer, 'FENÊTRE'))).toEqual(['Été'])
  expect(titles(await find(writer, 'جزيرة'))).toEqual(['Été'])
})

test.each([
  `'; DROP TABLE story_nodes; --`,
  '"',
  '"unbalanced',
  `'`,
  '\\',
  ':*',
  'a & | ! ( ) <-> :*',
  '!!',
  '',
  '   ',
  'the and of',
  'the',
  '-',
  '-the',
  'or',
  '\0',
  'x\0y',
  '\uD800',
  '%_',
  'lantern:*A',
  'x'.repeat(500),
  '🜂',
])('%j is no error', async (query) => {
  const writer = await house.user()
  const { timelineId } = await plantStory(writer, fog)
  expect(Array.isArray(await find(writer, query))).toBe(true)
  expect(Array.isArray(await find(writer, query, { timelineId }))).toBe(true)
  expect(await house.db.storyNode.count({ where: { timelineId } })).toBe(4)
})

test('a query that says nothing finds nothing', async () => {
  const writer = await house.user()
  await plantStory(writer, fog)
  for (const query of ['', ' ', 'the and of', '"']) expect(await find(writer, query)).toEqual([])
})

test('marks in a text are not taken for matches, and markup is text', async () => {
  const writer = await house.user()
  await plantStory(writer, {
    nodes: [
      {
        parent: null,
        title: `<b>${matchStart}Title${matchStop}</b>`,
        content: `${matchStart}<script>alert(1)</script>${matchStop} the octopus ${matchStop}waits`,
      },
    ],
  })
  const [hit] = await find(writer, 'octopus')
  expect(matched(hit?.title ?? [])).toEqual([])
  expect(matched(hit?.snippet ?? [])).toEqual(['octopus'])
  expect(plain(hit?.snippet ?? [])).not.toMatch(/[\uE000\uE001]/)
})

test('hits come page by page, each once, of the kinds that are asked for', async () => {
  const writer = await house.user()
  const { timelineId } = await plantStory(writer, {
    nodes: Array.from({ length: 7 }, (_, i) => ({ parent: i === 0 ? null : 0, content: 'a squid' })),
    elements: [{ name: 'Squid' }],
  })
  const ids: string[] = []
  for (let cursor: string | undefined, page; page?.nextCursor !== null; cursor = page.nextCursor ?? undefined) {
    page = await searchStories(writer.ctx, { query: 'squid', limit: 3, kinds, ...(cursor ? { cursor } : {}) })
    ids.push(...page.items.map((item) => item.id))
  }
  expect(ids).toHaveLength(8)
  expect(new Set(ids).size).toBe(8)
  const elements = await searchStories(writer.ctx, { query: 'squid', limit: 20, kinds: ['element'], timelineId })
  expect(elements.items.map((item) => item.type)).toEqual(['element'])
  const bad = searchStories(writer.ctx, { query: 'squid', limit: 20, kinds, cursor: '???' })
  await expect(bad).rejects.toMatchObject({ code: 'VALIDATION_ERROR' })
})

test("nobody finds what is another user's, or in a story in the trash", async () => {
  const [ann, bob] = [await house.user(), await house.user()]
  const { timelineId } = await plantStory(ann, fog)
  const gone = await plantStory(ann, fog)
  await house.db.timeline.update({ where: { id: gone.timelineId }, data: { trashedAt: house.clock.now() } })
  expect(await find(bob, 'lantern')).toEqual([])
  expect((await find(ann, 'lantern')).every((hit) => hit.timelineId === timelineId)).toBe(true)
  await expect(find(bob, 'lantern', { timelineId })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await expect(find(ann, 'lantern', { timelineId: gone.timelineId })).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

test('a search is one statement', async () => {
  const writer = await house.user()
  await plantStory(writer, fog)
  const operations = await operationsOf(writer.ctx, (ctx) => searchStories(ctx, { query: 'lamp', limit: 20, kinds }))
  expect(operations).toEqual(['$queryRaw'])
})
