import { expect, test } from 'vitest'
import { newId } from '../../ids.ts'
import { exportStory } from './export-story.ts'
import { importStory } from './import-story.ts'
import { readableStoryFormatIds, storyFormatIds, storyFormats } from './registry.ts'
import { refusal } from './testing/refusal.ts'

const text = '# The well\n\nDeep.\n\n## Left\n\n### Down\n\n## Right\n'
const story = importStory(text, 'markdown', newId)
const idOf = (title: string): string => [...story.nodes.values()].find((node) => node.title === title)?.id ?? ''

test.each(storyFormatIds)('%s writes every node of a story', (format) => {
  const exported = exportStory(story, format)
  for (const { title } of story.nodes.values()) expect(exported.text).toContain(title)
  expect(exported).toMatchObject({ mimeType: storyFormats[format].mimeType, extension: storyFormats[format].extension })
})

test.each(readableStoryFormatIds)('%s gives the titles back, with ids of their kind', (format) => {
  const back = importStory(exportStory(story, format).text, format, newId)
  expect([...back.nodes.values()].map(({ title }) => title)).toEqual(['The well', 'Left', 'Down', 'Right'])
  expect([...back.nodes.keys()].every((id) => id.startsWith('nod_') && !story.nodes.has(id))).toBe(true)
  expect([...back.branches.values()].map(({ name }) => name)).toEqual(['main'])
})

test.each(storyFormatIds)('%s writes the path to a node alone when it is asked to', (format) => {
  const exported = exportStory(story, format, { headNodeId: idOf('Left') })
  expect(exported.text).toContain('Left')
  expect(exported.text).not.toMatch(/Down|Right/)
})

test('main ends at the node that a path was exported to', () => {
  const back = importStory(exportStory(story, 'json', { headNodeId: idOf('Left') }).text, 'json', newId)
  const [main] = back.branches.values()
  expect(back.nodes.get(main?.headNodeId ?? '')?.title).toBe('Left')
})

test('there is no path to a node that is missing or in the trash', () => {
  expect(refusal(() => exportStory(story, 'json', { headNodeId: 'nod_x' })).code).toBe('NOT_FOUND')
  const right = idOf('Right')
  const nodes = new Map([...story.nodes].map(([id, node]) => [id, id === right ? { ...node, trashId: id } : node]))
  expect(refusal(() => exportStory({ ...story, nodes }, 'json', { headNodeId: right })).code).toBe('NOT_FOUND')
})
