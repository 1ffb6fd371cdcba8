import { nodeTitleMax } from '../../limits.ts'
import type { StoryNode } from '../../model.ts'
import { uniqueNames } from '../unique-names.ts'
import { croniclDataName, storyDataName, storyTitleName } from './passage.ts'
import { readTweeMetadata } from './twee-metadata.ts'

/**
 * A passage name for each node, no two alike. What was a passage keeps its title to the letter, since texts link to it;
 * other titles lose what cannot stand in a link.
 */
export function passageNames(nodes: readonly StoryNode[]): Map<string, string> {
  const names = uniqueNames(nodeTitleMax, [storyTitleName, storyDataName, croniclDataName])
  const wasPassage = (node: StoryNode): boolean => readTweeMetadata(node) !== null
  const ordered = [...nodes.filter(wasPassage), ...nodes.filter((node) => !wasPassage(node))]
  return new Map(
    ordered.map((node) => [node.id, names.take((wasPassage(node) ? oneLine : linkable)(node.title) || 'Untitled')]),
  )
}

function oneLine(title: string): string {
  return title.replace(/[\r\n]+/g, ' ')
}

/** https://github.com/iftechfoundation/twine-specs recommends names without [ ] and |; arrows would split a link. */
function linkable(title: string): string {
  return title
    .replace(/[\s\u0085]+/g, ' ')
    .trim()
    .replaceAll('->', '→')
    .replaceAll('<-', '←')
    .replaceAll('[', '(')
    .replaceAll(']', ')')
    .replaceAll('|', '/')
}
