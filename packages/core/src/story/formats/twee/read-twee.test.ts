import { expect, test } from 'vitest'
import { treeOrder } from '../tree-order.ts'
import { countingIds } from '../testing/counting-ids.ts'
import { refusal } from '../testing/refusal.ts'
import { readTwee } from './read-twee.ts'

const data = ':: StoryData\n{"ifid":"D674C58C-DEFA-4F70-B7A2-27742230C0FC","start":"A"}\n\n'

function outline(text: string): string[] {
  const story = readTwee(text, countingIds())
  return treeOrder(story).map(({ node, depth }) => `${'-'.repeat(depth)}${node.title}`)
}

test('a passage stands under the first one that links to it, whichever of the four kinds of link that is', () => {
  const text = `${data}:: F\nloose, links to [[B]] and [[G]]\n:: G\n:: A\n[[to E->E]] [[B]]\n:: B\n[[C<-to C]] [[A]]\n:: C\n[[B]]\n:: D\n:: E\n[[to D|D]] [[C]] [[nowhere]]`
  expect(outline(text)).toEqual(['A', '-E', '--D', '--C', '-B', '-F', '-G'])
})

test('tags, position and other metadata are kept with the node, StoryData with the settings', () => {
  const text = `:: StoryTitle\nT\n:: StoryData\n{"ifid":"d674c58c-defa-4f70-b7a2-27742230c0fc","format":"Harlowe","zoom":0.5}\n:: Start [one two\\ three] {"position":"1,2","size":"3,4","note":[1]}\nHello`
  const story = readTwee(text, countingIds())
  const [start] = story.nodes.values()
  expect(story.head).toEqual({
    title: 'T',
    description: '',
    settings: { ifid: 'D674C58C-DEFA-4F70-B7A2-27742230C0FC', twee: { format: 'Harlowe', zoom: 0.5 } },
    version: 1,
  })
  expect(start).toMatchObject({ title: 'Start', content: 'Hello', kind: 'passage' })
  expect(start?.metadata).toEqual({
    twee: { tags: ['one', 'two three'], position: '1,2', size: '3,4', extra: { note: [1] }, order: 0 },
  })
})

test('main ends where the first links lead to, and never at a style sheet', () => {
  const story = readTwee(`:: css [stylesheet]\nb{}\n:: Start\n[[B]] [[C]]\n:: C\n:: B\n[[D]]\n:: D`, countingIds())
  const [main] = story.branches.values()
  expect(story.nodes.get(main?.headNodeId ?? '')?.title).toBe('D')
})

test('what looks like a link in a program is none', () => {
  expect(outline(':: Start\n[[Code]]\n:: Code [script]\nx = [[B]]\n:: B')).toEqual(['Start', '-Code', '-B'])
})

test('a link does not go over the end of a line, and a setter is no part of it', () => {
  expect(outline(':: Start\n[[B\n]] [[C][$x to 1]]\n:: B\n:: C')).toEqual(['Start', '-C', '-B'])
})

const long = 'x'.repeat(10_001)
test.each<[string, string, number, number, string]>([
  ['no passage at all', 'Once upon a time', 1, 1, 'no passage'],
  ['an empty name', 'text\n\n:: Start\n::  [tag]\n', 4, 3, 'no name'],
  ['an open tag block', ':: Start [a b\n', 1, 10, 'not closed'],
  ['something behind the tags', ':: Start [a] b\n', 1, 14, 'metadata block'],
  ['an open metadata block', ':: Start {"position":"1,2"\n', 1, 27, 'metadata block'],
  ['bad metadata', 'x\n:: Start [a] {"position": 1,2}', 2, 29, 'metadata block'],
  ['a name that stands twice', ':: Start\n\n:: B\n:: Start\n', 4, 1, 'line 1'],
  ['StoryData that is no JSON', ':: StoryData\n{\n "ifid": D674\n}\n:: Start', 3, 10, 'StoryData'],
  ['StoryData that is no object', ':: StoryData\n[]\n:: Start', 2, 1, 'object'],
  ['a start that is missing', ':: StoryData\n{\n "start": "Z"\n}\n:: Start', 3, 2, '“Z”'],
  ['no start', ':: B\n', 1, 1, 'where to start'],
  ['an IFID that is none', ':: StoryData\n{"ifid":"123"}\n:: Start', 2, 2, 'UUID'],
  ['a field of the wrong type', ':: StoryData\n{"zoom":"1"}\n:: Start', 2, 2, 'zoom'],
  ['a passage over the limit', `:: Start\n:: B\n${long}`, 2, 1, '10,001 characters; 10,000'],
  ['a name over the limit', `:: Start\n:: ${'n'.repeat(301)}`, 2, 3, '301 characters'],
  ['a title over the limit', `:: StoryTitle\n${'n'.repeat(301)}\n:: Start`, 2, 301, 'title'],
  ['metadata over the limit', `:: Start {"note":"${'n'.repeat(17_000)}"}`, 1, 1, '16,384 bytes'],
  ['a NUL character', ':: Start\nab\0c', 2, 3, 'NUL'],
  ['half a surrogate pair', ':: Start\r\n\r\n🌊\uD83C', 3, 3, 'surrogate'],
  ['CroniclData that is no JSON', ':: Start\n:: CroniclData\n{"format"}', 3, 10, 'CroniclData'],
  [
    'CroniclData of a wrong shape',
    ':: Start\n:: CroniclData\n{"format":"cronicl-twee","formatVersion":1,"facts":[{}]}',
    2,
    1,
    'facts.0',
  ],
])('%s is refused with its line and column', (_name, text, line, column, words) => {
  const error = refusal(() => readTwee(text, countingIds()))
  expect(error.code).toBe('VALIDATION_ERROR')
  expect(error.details).toMatchObject({ line, column, issues: [{ path: ['text'], message: error.message }] })
  expect(error.message).toContain(`Line ${line}, column ${column}: `)
  expect(error.message).toContain(words)
})

test('more passages than a story may have are refused at the first that is too many', () => {
  const text = `:: Start\n${Array.from({ length: 50_000 }, (_, n) => `:: P${n}`).join('\n')}`
  expect(refusal(() => readTwee(text, countingIds())).details).toMatchObject({ line: 50_001, column: 1 })
})

test('what was renamed or rewritten in Twine is taken as it stands there', () => {
  const text = `${data}:: A
Once. [[B]] [[New]]

:: B
rewritten

:: New

:: CroniclData [Twine.private]
{"format":"cronicl-twee","formatVersion":1,
"passages":[{"name":"A","kind":"scene","links":2,"content":"Once."},{"name":"B","parent":"Gone","content":"old","title":"B!"},{"name":"Gone","parent":"B"}],
"branches":[{"name":"main","head":"Gone"},{"name":"side","head":"B"}],
"facts":[{"passage":"Gone","subject":"a","attribute":"b","value":"c","span":null}]}`
  const story = readTwee(text, countingIds())
  expect(outline(text)).toEqual(['A', '-B!', '-New'])
  expect([...story.nodes.values()].map(({ content }) => content)).toEqual(['Once. [[B]] [[New]]', 'rewritten', ''])
  expect([...story.branches.values()].map(({ name }) => name)).toEqual(['main', 'side'])
  expect(story.facts.size).toBe(0)
})

test('places that were recorded in a circle end under the root', () => {
  const entries = '{"name":"B","parent":"C"},{"name":"C","parent":"B"},{"name":"A","parent":"B"}'
  const text = `${data}:: A\n:: B\n:: C\n:: CroniclData\n{"format":"cronicl-twee","formatVersion":1,"passages":[${entries}]}`
  expect(outline(text)).toEqual(['A', '-B', '--C'])
})
