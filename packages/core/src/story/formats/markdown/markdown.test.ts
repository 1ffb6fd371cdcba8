import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Story } from '../../model.ts'
import { unsoundnessOf } from '../../testing/soundness.ts'
import { keepLive } from '../keep-live.ts'
import { arbitraryStory } from '../testing/arbitrary-story.ts'
import { countingIds } from '../testing/counting-ids.ts'
import { refusal } from '../testing/refusal.ts'
import { treeOrder } from '../tree-order.ts'
import { headingTitle } from './heading.ts'
import { readMarkdown } from './read-markdown.ts'
import { textOf } from './section-text.ts'
import { writeMarkdown } from './write-markdown.ts'

function outline(story: Story): string[] {
  return treeOrder(story).map(
    ({ node, depth }) => `${'-'.repeat(depth)}${node.title}${node.content && `: ${node.content}`}`,
  )
}

const read = (text: string): Story => readMarkdown(text, countingIds())

test('tree, titles and contents of any story come back from Markdown', () => {
  fc.assert(
    fc.property(arbitraryStory(), (story) => {
      const text = writeMarkdown(story)
      const back = read(text)
      const seen = treeOrder(back).map(({ node, depth }) => [depth, node.title, node.content])
      const written = treeOrder(keepLive(story)).map(({ node, depth }) => [
        depth,
        depth === 0 ? node.title : headingTitle(node.title),
        textOf(node.content.replace(/\r\n?/g, '\n').split('\n')),
      ])
      expect(seen).toEqual(written)
      expect(back.head.title).toBe(headingTitle(story.head.title) || 'Untitled story')
      expect(unsoundnessOf(back)).toEqual([])
      expect(back.head.description).toBe(story.head.description)
      expect(writeMarkdown(back)).toBe(writeMarkdown(read(writeMarkdown(back))))
    }),
    { numRuns: 500 },
  )
})

test('headings deeper than six say their depth in a comment', () => {
  const deep = Array.from(
    { length: 10 },
    (_, depth) => `${'#'.repeat(Math.min(depth, 5) + 1)} D${depth}${depth > 5 ? ` <!-- depth: ${depth} -->` : ''}`,
  )
  const text = `${deep.join('\n\n')}\n`
  const story = read(text)
  expect(outline(story)).toEqual(deep.map((_, depth) => `${'-'.repeat(depth)}D${depth}`))
  expect(writeMarkdown(story)).toBe(text)
})

test('text before the first heading goes to the root', () => {
  expect(outline(read('Once.\n\n# Title\n\nUpon.\n## One\na\n'))).toEqual(
    ['Title: Once.\n\nUpon.', '-One: a'].map((line) => line.replace('\n\n\n', '\n\n')),
  )
})

test.each([
  ['# Only a title', ['Only a title']],
  ['', ['Untitled story']],
  ['no heading', ['Untitled story: no heading']],
  [
    '## Two\n#### Four\n### Three\n# One\n## Two again',
    ['Untitled story', '-Two', '--Four', '--Three', '-One', '--Two again'],
  ],
  ['# T\n# Second\n## Below', ['T', '-Second', '--Below']],
  ['# T ##\n##\n## a # b\n#none\n    # code', ['T', '-', '-a # b: #none\n    # code']],
  ['# T\n```md\n# code\n~~~\n````\n## One\n~~~\n## code', ['T: ```md\n# code\n~~~\n````', '-One: ~~~\n## code']],
  [
    String.raw`# C:\\a \# \<!-- b` + '\n\\# no heading\n\\\\# one more',
    [String.raw`C:\a # <!-- b: # no heading` + '\n\\# one more'],
  ],
  ['\uFEFF# T\r\n\r\n## A\r\nb\r\n', ['T', '-A: b']],
])('%j is a tree', (text, lines) => {
  expect(outline(read(text))).toEqual(lines)
})

test('a block of code that is never closed does not swallow the next node', () => {
  const story = read('# T\n\n## A\n\n## B\n')
  const nodes = new Map(
    [...story.nodes].map(([id, node]) => [id, node.title === 'A' ? { ...node, content: '```\n# x' } : node]),
  )
  expect(outline(read(writeMarkdown({ ...story, nodes })))).toEqual(['T', '-A: ```\n# x', '-B'])
})

test.each([
  [`# T\n\n## A\n${'x'.repeat(10_001)}`, 3, '10,001 characters; 10,000'],
  [`# T\n## ${'x'.repeat(301)}`, 2, '301 characters; 300'],
  [`# T\n${'## A\n'.repeat(50_000)}`, 50_001, '50,001 sections; 50,000'],
  [`# T\n<!-- description: "${'x'.repeat(5_001)}" -->`, 1, '5,001'],
  ['# T\n<!-- root: "\\u0000" -->', 1, 'root'],
])('a section that no node can hold is refused with its line (case %#)', (text, line, words) => {
  const error = refusal(() => read(text))
  expect(error.details).toMatchObject({ line, column: 1 })
  expect(error.message).toContain(words)
})

test('thousands of fences that close nothing take no time worth mentioning', () => {
  const content = '```x\n~~~y\n'.repeat(1_000)
  const story = read('# T')
  const nodes = new Map([...story.nodes].map(([id, node]) => [id, { ...node, content }]))
  expect(
    read(writeMarkdown({ ...story, nodes }))
      .nodes.values()
      .next().value?.content,
  ).toBe(content.trim())
})
