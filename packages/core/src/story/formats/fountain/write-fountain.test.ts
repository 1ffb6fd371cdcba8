import fc from 'fast-check'
import { Fountain } from 'fountain-js'
import { expect, test } from 'vitest'
import { keepLive } from '../keep-live.ts'
import { readMarkdown } from '../markdown/read-markdown.ts'
import { arbitraryStory, withContents } from '../testing/arbitrary-story.ts'
import { countingIds } from '../testing/counting-ids.ts'
import { treeOrder } from '../tree-order.ts'
import { writeFountain } from './write-fountain.ts'

const onOneLine = (text: string): string => text.replace(/\s+/g, ' ').trim()

function tokensOf(text: string) {
  return new Fountain().parse(text, true).tokens
}

test('a reader of Fountain finds the title and one numbered scene for each node, in the order of the tree', () => {
  fc.assert(
    // fountain-js 1.2.4 fails on a song (~) directly below a character's name.
    fc.property(
      withContents(arbitraryStory(), (content) => content.replaceAll('~', '')),
      (story) => {
        const tokens = tokensOf(writeFountain(story))
        const scenes = tokens.filter(({ type }) => type === 'scene_heading')
        const plain = (text = ''): string => text.replace(/\\(.)/gu, '$1').replace(/\[ (?=\[)/g, '[')
        const nodes = treeOrder(keepLive(story)).map(({ node }) => onOneLine(node.title) || 'Untitled')
        expect(scenes.map(({ text }) => plain(text).replaceAll('/ *', '/*'))).toEqual(
          nodes.map((title) => title.replace(/\[ (?=\[)/g, '[')),
        )
        expect(scenes.map((scene) => scene.scene_number)).toEqual(nodes.map((_, index) => String(index + 1)))
        expect(tokens.filter(({ type }) => ['section', 'synopsis', 'page_break'].includes(type))).toEqual([])
      },
    ),
    { numRuns: 300 },
  )
})

test('dialogue in a content stays dialogue, and a choice is said in a note', () => {
  const text = `# Night train

## INT. CARRIAGE - NIGHT

The lamp swings.

ANNA
(quietly)
We are late.

INT. is no new scene here.

### Jump

### Stay

They stay.

## .5 past ten
`
  expect(writeFountain(readMarkdown(text, countingIds()))).toBe(`Title: Night train

.Night train #1#

[[INT. CARRIAGE - NIGHT: scene 2]]

[[.5 past ten: scene 5]]

INT. CARRIAGE - NIGHT #2#

The lamp swings.

ANNA
(quietly)
We are late.

!INT. is no new scene here.

[[Jump: scene 3]]

[[Stay: scene 4]]

.Jump #3#

.Stay #4#

They stay.

.\\.5 past ten #5#
`)
  const types = tokensOf(writeFountain(readMarkdown(text, countingIds()))).map(({ type }) => type)
  expect(types).toEqual(expect.arrayContaining(['title', 'character', 'parenthetical', 'dialogue', 'note']))
})
