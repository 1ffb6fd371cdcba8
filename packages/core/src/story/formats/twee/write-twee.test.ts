import { readFileSync } from 'node:fs'
import { parseTwee } from 'extwee'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Story, StoryNode } from '../../model.ts'
import { byId } from '../build-story.ts'
import { arbitraryStory } from '../testing/arbitrary-story.ts'
import { countingIds } from '../testing/counting-ids.ts'
import { parsePassages } from './parse-passages.ts'
import { readTwee } from './read-twee.ts'
import { writeTwee } from './write-twee.ts'

function node(id: string, parentId: string | null, fields: Partial<StoryNode> = {}): StoryNode {
  return {
    id,
    parentId,
    mergedNodeId: null,
    title: id,
    content: '',
    kind: 'scene',
    position: 1,
    metadata: {},
    version: 1,
    trashId: null,
    ...fields,
  }
}

function storyOf(...nodes: StoryNode[]): Story {
  const branch = { id: 'm', name: 'main', headNodeId: nodes[0]?.id ?? '', version: 1 }
  const head = { title: 'T', description: '', settings: {}, version: 1 }
  return { head, nodes: byId(nodes), branches: byId([branch]), elements: new Map(), facts: new Map() }
}

function textOf(story: Story, name: string): string | undefined {
  return parsePassages(writeTwee(story)).find((passage) => passage.name === name)?.text
}

test('links to children stand at the end, but for those that the content has', () => {
  const story = storyOf(
    node('A', null, { content: 'See [[the cellar->C]].' }),
    node('B', 'A', { position: 1 }),
    node('C', 'A', { position: 2 }),
    node('D', 'A', { position: 3, title: 'D [draft] -> |end|' }),
  )
  expect(textOf(story, 'A')).toBe('See [[the cellar->C]].\n\n[[B]]\n[[D (draft) → /end/]]')
})

test('titles that are alike, empty or special give names of their own', () => {
  const titles = ['Hall', 'Hall', 'Hall (2)', '', '', 'StoryData', ' Hall\n']
  const story = storyOf(
    ...titles.map((title, index) => node(`n${index}`, index === 0 ? null : 'n0', { title, position: index })),
  )
  const names = parsePassages(writeTwee(story)).map(({ name }) => name)
  expect(names).toEqual([
    'StoryTitle',
    'StoryData',
    'Hall',
    'Hall (2)',
    'Hall (2) (2)',
    'Untitled',
    'Untitled (2)',
    'StoryData (2)',
    'Hall (3)',
    'CroniclData',
  ])
})

test('the IFID stays when the text changes, and an imported one is kept', () => {
  const ifid = (story: Story): unknown => (JSON.parse(textOf(story, 'StoryData') ?? '{}') as { ifid: unknown }).ifid
  expect(ifid(storyOf(node('A', null, { content: 'x' })))).toBe(ifid(storyOf(node('A', null))))
  expect(ifid(storyOf(node('A', null)))).not.toBe(ifid(storyOf(node('B', null))))
  const own = 'D674C58C-DEFA-4F70-B7A2-27742230C0FC'
  const story = storyOf(node('A', null))
  expect(ifid({ ...story, head: { ...story.head, settings: { ifid: own } } })).toBe(own)
})

test('an imported passage that was moved and one that was added are linked; a loose one stays unlinked', () => {
  const story = readTwee(':: Start\n[[B]]\n:: B\nb\n:: Loose\nl\n:: css [stylesheet]\nx', countingIds())
  const idOf = (title: string): string => [...story.nodes.values()].find((each) => each.title === title)?.id ?? ''
  const nodes = new Map(story.nodes)
  nodes.set('new', node('new', idOf('Start'), { title: 'New', position: 9 }))
  const grown = { ...story, nodes }
  expect(textOf(grown, 'Start')).toBe('[[B]]\n\n[[New]]')
  nodes.set(idOf('Loose'), { ...(nodes.get(idOf('Loose')) as StoryNode), parentId: idOf('B') })
  nodes.set(idOf('css'), { ...(nodes.get(idOf('css')) as StoryNode), parentId: idOf('B') })
  expect(textOf(grown, 'B')).toBe('b\n\n[[Loose]]')
})

test('no text of CroniclData looks like a link or a header to Twine', () => {
  fc.assert(
    fc.property(arbitraryStory(), (story) => {
      const text = textOf(story, 'CroniclData') ?? ''
      expect(text).not.toContain('[[')
      expect(text).not.toMatch(/^::/m)
    }),
  )
})

/** What extwee, another program's reader of Twee 3, finds in a file. */
function seenByExtwee(text: string) {
  const story = parseTwee(text)
  const passages = story.passages.map(({ name, tags, metadata, text: body }) => ({ name, tags, metadata, text: body }))
  return {
    name: story.name,
    start: story.start,
    IFID: story.IFID,
    passages: passages.filter(({ name }) => !name.startsWith('Story')),
  }
}

test('extwee reads the same title, start, IFID and passages from an export as this house does', () => {
  fc.assert(
    fc.property(arbitraryStory({ live: true }), (story) => {
      const text = writeTwee(story)
      const passages = parsePassages(text)
      const data = JSON.parse(passages[1]?.text ?? '{}') as Record<string, unknown>
      // It trims texts, and knows no escape for :: in them.
      const escaped = (body: string): string => body.replace(/^(?=\\*::)/gm, '\\').trim()
      const seen = seenByExtwee(text)
      expect(seen).toMatchObject({ name: escaped(passages[0]?.text ?? ''), start: data.start, IFID: data.ifid })
      expect(seen.passages).toEqual(
        passages
          .slice(2)
          .map(({ name, tags, metadata, text: body }) => ({
            name,
            tags,
            metadata: metadata ?? {},
            text: escaped(body),
          }))
          .filter(({ name }) => !name.startsWith('Story')),
      )
    }),
    { numRuns: 300 },
  )
})

test.each(['lighthouse.sugarcube', 'clockwork.harlowe', 'tidewater.chapbook'])(
  'extwee reads the same from %s before and after',
  (name) => {
    const text = readFileSync(new URL(`../__fixtures__/${name}.twee`, import.meta.url), 'utf8')
    const before = seenByExtwee(text)
    const after = seenByExtwee(writeTwee(readTwee(text, countingIds())))
    expect(after).toEqual({ ...before, start: before.start || 'Start' })
  },
)
