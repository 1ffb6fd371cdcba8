import type { Story } from '../../model.ts'
import { keepLive } from '../keep-live.ts'
import { type ReadableNode, readableNodes } from '../readable-nodes.ts'
import { inkText } from './ink-text.ts'
import { knotNames } from './knot-names.ts'

/**
 * The live part of a story as ink (inkle): a knot for each node, a choice for each link in its text and for each child
 * that it does not link to, `-> END` where the story ends. Choices can be taken again, so that links back never run dry.
 * Contents are plain text; macros of a story format stay as text. Branches, elements and facts are left out.
 */
export function writeInk(story: Story): string {
  const nodes = readableNodes(keepLive(story))
  const names = knotNames(nodes.map(({ node }) => node))
  const start = names.get(nodes[0]?.node.id ?? '') ?? 'END'
  const title = inkText(story.head.title) || 'Untitled story'
  return `${[`# title: ${title}\n-> ${start}`, ...nodes.map((node) => knot(node, names))].join('\n\n')}\n`
}

function knot({ node, text, choices }: ReadableNode, names: ReadonlyMap<string, string>): string {
  const lines = text.split(/\r\n?|\n/).map(inkText)
  const ways = choices.map(({ label, target }) => `+ [${inkText(label) || 'Continue'}] -> ${names.get(target.id)}`)
  return [
    `=== ${names.get(node.id)} ===`,
    ...lines.filter((line) => line !== ''),
    ...(ways.length > 0 ? ways : ['-> END']),
  ].join('\n')
}
