import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Story } from '../../model.ts'
import { unsoundnessOf } from '../../testing/soundness.ts'
import { sourceText } from '../source-text.ts'
import { arbitraryStory, hostileText, hostileTitle } from '../testing/arbitrary-story.ts'
import { countingIds } from '../testing/counting-ids.ts'
import { storyShape } from '../testing/story-shape.ts'
import type { Passage } from './passage.ts'
import { parsePassages } from './parse-passages.ts'
import { printPassages } from './print-passages.ts'
import { readTwee } from './read-twee.ts'
import { writeTwee } from './write-twee.ts'

const folder = new URL('../__fixtures__/', import.meta.url)
const fixtures = readdirSync(folder).map((name) => [name, readFileSync(new URL(name, folder), 'utf8')] as const)

function withoutLine({ name, tags, metadata, text }: Passage): Passage {
  return { name, tags, metadata, text }
}

/** What two Twee files must agree in: the passages in order, StoryData as a value, with a start in it. */
function normalForm(text: string): unknown {
  const passages = parsePassages(sourceText(text)).map(withoutLine)
  const data = JSON.parse(passages.find(({ name }) => name === 'StoryData')?.text ?? '{}') as Record<string, unknown>
  const others = passages.filter(({ name }) => name !== 'StoryData')
  return { data: { start: 'Start', ...data }, passages: others }
}

/** The shape of a story as Twee keeps it: without versions and without what each import says anew of the file. */
function tweeShape(story: Story): Record<string, unknown> {
  const strip = (key: string, value: unknown): unknown =>
    ['version', 'order', 'loose'].includes(key) ? undefined : value
  return JSON.parse(JSON.stringify(storyShape(story), strip)) as Record<string, unknown>
}

test.each(fixtures)('%s comes back with the same passages, and nothing is added', (_name, text) => {
  const written = writeTwee(readTwee(text, countingIds()))
  expect(normalForm(written)).toEqual(normalForm(text))
  expect(written).not.toContain('CroniclData')
  expect(unsoundnessOf(readTwee(text, countingIds()))).toEqual([])
  expect(writeTwee(readTwee(written, countingIds()))).toBe(written)
})

test.each(fixtures)('%s is read the same with CRLF and a byte order mark', (_name, text) => {
  const windows = `\uFEFF${text.replaceAll('\n', '\r\n')}`
  expect(storyShape(readTwee(windows, countingIds()))).toEqual(storyShape(readTwee(text, countingIds())))
})

test('any passages come back from Twee to the letter', () => {
  const passage = fc.record({
    name: hostileTitle
      .map((name) => name.replace(/[\r\n]/g, ''))
      .filter((name) => name !== '' && !/^(?:StoryTitle|StoryData|CroniclData)$/.test(name)),
    tags: fc.array(
      hostileTitle.filter((tag) => tag !== '' && !/[\r\n]/.test(tag)),
      { maxLength: 3 },
    ),
    metadata: fc.option(
      fc
        .record({ position: fc.constant('1,2'), note: hostileText }, { requiredKeys: [] })
        .filter((block) => Object.keys(block).length > 0),
    ),
    text: hostileText.map((text) => text.replace(/\r/g, '').replace(/\s+$/, '')),
  })
  fc.assert(
    fc.property(fc.uniqueArray(passage, { selector: ({ name }) => name, minLength: 1, maxLength: 8 }), (passages) => {
      const text = printPassages(passages)
      expect(parsePassages(text).map(withoutLine)).toEqual(passages)
      const start = {
        name: 'StoryData',
        tags: [],
        metadata: null,
        text: JSON.stringify({ ifid: 'D674C58C-DEFA-4F70-B7A2-27742230C0FC', start: passages[0]?.name }),
      }
      const file = printPassages([{ name: 'StoryTitle', tags: [], metadata: null, text: 'T' }, start, ...passages])
      expect(normalForm(writeTwee(readTwee(file, countingIds())))).toEqual(normalForm(file))
    }),
    { numRuns: 500 },
  )
})

test('any story comes back from Twee with all that is live in it', () => {
  fc.assert(
    fc.property(arbitraryStory({ live: true }), (story) => {
      const text = writeTwee(story)
      const back = readTwee(text, countingIds())
      const { ifid, ...settings } = back.head.settings
      expect(ifid).toMatch(/^[0-9A-F]{8}-[0-9A-F]{4}-4[0-9A-F]{3}-[89AB][0-9A-F]{3}-[0-9A-F]{12}$/)
      expect(tweeShape({ ...back, head: { ...back.head, settings } })).toEqual(tweeShape(story))
      expect(writeTwee(back)).toBe(text)
      expect(unsoundnessOf(back)).toEqual([])
    }),
    { numRuns: 500 },
  )
})

test('a story with a part in the trash is written without it, and still comes back', () => {
  fc.assert(
    fc.property(arbitraryStory(), (story) => {
      const back = readTwee(writeTwee(story), countingIds())
      expect(back.nodes.size).toBe([...story.nodes.values()].filter(({ trashId }) => trashId === null).length)
    }),
  )
})
