import type { Story, StoryNode } from '../model.ts'
import { type PlacedNode, treeOrder } from './tree-order.ts'
import { linksIn } from './twee/links.ts'
import { isCode } from './twee/passage.ts'
import { passageNames } from './twee/passage-names.ts'
import { readTweeMetadata } from './twee/twee-metadata.ts'

/** A node as a format without links in its text shows it. */
export interface ReadableNode {
  node: StoryNode
  /** Its content; links that lead to nodes are replaced by their labels, and lines of nothing but such links left out. */
  text: string
  /** Where it goes on: its links in order, then its children that it does not link to. */
  choices: { label: string; target: StoryNode }[]
}

/** The live nodes in the order of the tree, without passages that are programs or styles. */
export function readableNodes(story: Story): ReadableNode[] {
  const placed = treeOrder(story).filter(({ node, children }) => children.length > 0 || !isCodeNode(node))
  const nodes = placed.map(({ node }) => node)
  const names = passageNames(nodes)
  const byName = new Map(nodes.map((node) => [names.get(node.id) ?? '', node]))
  return placed.map((each) => readNode(each, byName))
}

function readNode({ node, children }: PlacedNode, byName: ReadonlyMap<string, StoryNode>): ReadableNode {
  if (isCodeNode(node)) return { node, text: '', choices: children.map(toChoice) }
  const choices: ReadableNode['choices'] = []
  const lines = node.content.split('\n').flatMap((line) => {
    const { text, isLinks, found } = readLine(line, byName)
    choices.push(...found)
    return isLinks ? [] : [text]
  })
  const linked = new Set(choices.map(({ target }) => target))
  const others = children.filter((child) => !linked.has(child) && !isAside(child, node))
  return { node, text: lines.join('\n'), choices: [...choices, ...others.map(toChoice)] }
}

function readLine(line: string, byName: ReadonlyMap<string, StoryNode>) {
  const found: ReadableNode['choices'] = []
  let text = ''
  let outside = ''
  let at = 0
  for (const { start, end, label, target } of linksIn(line)) {
    const node = byName.get(target) ?? byName.get(target.trim())
    if (node === undefined) continue
    found.push({ label: label.trim() || node.title, target: node })
    outside += line.slice(at, start)
    text += line.slice(at, start) + label
    at = end
  }
  // A bullet before a link is no text either.
  const isLinks = found.length > 0 && /^[\s*+>•-]*$/.test(outside + line.slice(at))
  return { text: text + line.slice(at), isLinks, found }
}

function toChoice(target: StoryNode): ReadableNode['choices'][number] {
  return { label: target.title, target }
}

/** Whether no reader goes from `parent` to `node`. */
function isAside(node: StoryNode, parent: StoryNode): boolean {
  return isCodeNode(node) || (parent.parentId === null && readTweeMetadata(node)?.loose === true)
}

function isCodeNode(node: StoryNode): boolean {
  return isCode(readTweeMetadata(node) ?? { tags: [] })
}
