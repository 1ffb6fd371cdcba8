import type { Story } from '../../model.ts'
import { keepLive } from '../keep-live.ts'
import { treeOrder } from '../tree-order.ts'
import { headingTitle, printHeading, untitled } from './heading.ts'
import { escapeSection, textOf } from './section-text.ts'
import { printNote } from './title-notes.ts'

/**
 * The live part of a story as Markdown: the story's title as the one heading of the first level, the root's content below
 * it, and every other node as a heading with its content, one level deeper for each step from the root. From the seventh
 * level on, headings stay at ###### and say their depth in a comment. `readMarkdown` gives back the tree, the titles (on
 * one line) and the contents (without blank lines around them). A description, and a root whose title is not the
 * story's, stand in comments under the title. Kinds, metadata, branches, elements and facts are left out.
 */
export function writeMarkdown(story: Story): string {
  const { description } = story.head
  const title = headingTitle(story.head.title) || untitled
  const blocks = treeOrder(keepLive(story)).flatMap(({ node, depth }) => {
    const text = textOf(escapeSection(node.content).split('\n'))
    if (depth > 0) return [printHeading({ depth, title: node.title }), text]
    const notes = [
      node.title === title ? '' : printNote('root', node.title),
      description === '' ? '' : printNote('description', description),
    ]
    return [printHeading({ depth, title }), notes.filter((note) => note !== '').join('\n'), text]
  })
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`
}
