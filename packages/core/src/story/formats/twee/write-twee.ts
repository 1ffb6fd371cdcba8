import type { Story, StoryNode } from '../../model.ts'
import { keepLive } from '../keep-live.ts'
import { treeOrder, type PlacedNode } from '../tree-order.ts'
import { croniclDataOf } from './cronicl-data-of.ts'
import { croniclDataPassage } from './cronicl-data.ts'
import { fileOrder } from './file-order.ts'
import { withGeneratedLinks } from './generated-links.ts'
import { linksIn, linkTo } from './links.ts'
import { mapLayout } from './map-layout.ts'
import { isCode, type Passage, storyDataName, storyTitleName } from './passage.ts'
import { passageNames } from './passage-names.ts'
import { printPassages } from './print-passages.ts'
import { storyDataText } from './story-data.ts'
import { storyTitleText } from './story-title.ts'
import { readTweeMetadata, tileSize } from './twee-metadata.ts'

/** A node with the passage that it is written as. */
export interface WrittenNode {
  node: StoryNode
  passage: Passage
  /** Position that the export gave it; null for a node that was a passage before. */
  at: string | null
  /** How many links stand at the end of its text that are not in its content. */
  links: number
}

/**
 * The live part of a story as Twee 3. `readTwee` gives the same story back, without the trash and with fresh versions.
 *
 * - A node whose content links to a child already is written as it is; for its other children links are added at the
 *   end, so that the story can be played. Nothing is added for passages that no link led to when they were imported.
 * - A story that was imported from Twee and not changed gives the same passages, in the same order.
 * - What Twine has no words for stands in the passage CroniclData (`croniclDataOf`); Twine keeps it, compilers leave it out.
 *
 * A title is a passage's name: who changes one changes the links to it too.
 */
export function writeTwee(story: Story): string {
  const live = keepLive(story)
  const placed = treeOrder(live)
  const nodes = fileOrder(placed)
  const names = passageNames(nodes.map(({ node }) => node))
  const layout = mapLayout(placed)
  const written = nodes.map((node) => writeNode(node, names, layout))
  const root = placed[0]?.node.id ?? ''
  const start = names.get(root) ?? ''
  const cronicl = croniclDataPassage(croniclDataOf(live, written))
  return printPassages([
    plain(storyTitleName, storyTitleText(live.head.title)),
    plain(storyDataName, storyDataText(live.head.settings, start, root)),
    ...written.map(({ passage }) => passage),
    ...(cronicl === null ? [] : [cronicl]),
  ])
}

function plain(name: string, text: string): Passage {
  return { name, tags: [], metadata: null, text }
}

function writeNode(
  { node, children }: PlacedNode,
  names: ReadonlyMap<string, string>,
  layout: ReadonlyMap<string, string>,
): WrittenNode {
  const twee = readTweeMetadata(node)
  const tags = twee?.tags ?? []
  const links = isCode({ tags }) ? [] : missingLinks(node, children, names)
  const at = twee === null ? (layout.get(node.id) ?? '0,0') : null
  const metadata = twee === null ? { position: at, size: tileSize } : twee.header
  const text = withGeneratedLinks(node.content, links)
  return { node, passage: { name: names.get(node.id) ?? '', tags, metadata, text }, at, links: links.length }
}

/** Links to the children that the content does not link to. */
function missingLinks(node: StoryNode, children: readonly StoryNode[], names: ReadonlyMap<string, string>): string[] {
  if (children.length === 0) return []
  const targets = new Set(linksIn(node.content).flatMap(({ target }) => [target, target.trim()]))
  return children.flatMap((child) => {
    const name = names.get(child.id) ?? ''
    const twee = readTweeMetadata(child)
    const isUnlinked = twee !== null && (isCode(twee) || (twee.loose && node.parentId === null))
    const link = isUnlinked || targets.has(name) ? null : linkTo(name)
    return link === null ? [] : [link]
  })
}
