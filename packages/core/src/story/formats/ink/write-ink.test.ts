import fc from 'fast-check'
import { Compiler } from 'inkjs/full'
import { expect, test } from 'vitest'
import type { Story } from '../../model.ts'
import { readTwee } from '../twee/read-twee.ts'
import { arbitraryStory, withContents } from '../testing/arbitrary-story.ts'
import { countingIds } from '../testing/counting-ids.ts'
import { keepLive } from '../keep-live.ts'
import { treeOrder } from '../tree-order.ts'
import { writeInk } from './write-ink.ts'

/** ink keeps no white space around a line, one space for more inside, and no blank line. */
function inkLines(text: string): string[] {
  const lines = text.split(/\r\n?|\n/).map((line) => line.replace(/\s+/g, ' ').trim())
  return lines.filter((line) => line !== '')
}

/** Every text that a player can reach, by walking all choices; each knot is entered once. */
function walk(ink: string): { lines: string[]; choices: string[] }[] {
  const game = new Compiler(ink).Compile()
  const seen: { lines: string[]; choices: string[] }[] = []
  const ahead = [game.state.ToJson()]
  for (let state = ahead.pop(); state !== undefined; state = ahead.pop()) {
    game.state.LoadJson(state)
    const lines = inkLines(game.ContinueMaximally() ?? '')
    const choices = game.currentChoices.map(({ text }) => text)
    seen.push({ lines, choices })
    const here = game.state.ToJson()
    const next = choices.map((_, index) => {
      game.state.LoadJson(here)
      game.ChooseChoiceIndex(index)
      return game.state.ToJson()
    })
    ahead.push(...next.reverse())
  }
  return seen
}

/** The tree as a player of the ink should meet it. */
function expected(story: Story): { lines: string[]; choices: string[] }[] {
  return treeOrder(keepLive(story)).map(({ node, children }) => ({
    lines: inkLines(node.content),
    choices: children.map(({ title }) => inkLines(title).join(' ') || 'Continue'),
  }))
}

test('a player of the compiled ink meets every node of a story, its text to the letter, and can walk to every end', () => {
  // Without [[ no content has links of its own.
  const unlinked = withContents(arbitraryStory(), (content) => content.replace(/\[(?=\[)/g, '[ '))
  fc.assert(
    fc.property(unlinked, (story) => {
      expect(walk(writeInk(story))).toEqual(expected(story))
    }),
    { numRuns: 80 },
  )
})

test('links in the text become choices, in their order and with their labels', () => {
  const story = readTwee(
    ':: Start\nGo [[north->Hall]] now.\n* [[Cellar]]\n[[elsewhere]]\n:: Cellar\n:: Hall\n[[Once more->Start]]\n:: css [stylesheet]\nb {}',
    countingIds(),
  )
  expect(writeInk(story)).toBe(
    [
      '# title: Untitled story\n-> start',
      '=== start ===\nGo north now.\n\\[\\[elsewhere\\]\\]\n+ [north] -> hall\n+ [Cellar] -> cellar',
      '=== hall ===\n+ [Once more] -> start',
      '=== cellar ===\n-> END\n',
    ].join('\n\n'),
  )
})

test('knots get names of their own, whatever the titles', () => {
  const story = readTwee(
    ':: Start\n[[Éà!]] [[end]] [[水]] [[7 keys]] [[EÀ]]\n:: Éà!\n:: end\n:: 水\n:: 7 keys\n:: EÀ',
    countingIds(),
  )
  expect([...writeInk(story).matchAll(/^=== (\w+) ===$/gm)].map(([, name]) => name)).toEqual([
    'start',
    'ea',
    'end_2',
    'node',
    'node_7_keys',
    'ea_2',
  ])
  expect(walk(writeInk(story))).toHaveLength(6)
})
