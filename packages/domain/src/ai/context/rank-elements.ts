import { countMentions, foldText } from './find-mentions.ts'
import type { BibleElement, PathNode } from './story-source.ts'

/** After so many nodes a mention weighs half; but it never fades from the story. */
const halfLifeNodes = 8
const leastWeight = 0.02

/**
 * The elements that the path names, the most relevant first: each mention counts, the later the more. Equals keep their
 * order. Pinned ones are left out; they need no relevance.
 */
export function rankElements(elements: readonly BibleElement[], path: readonly PathNode[]): BibleElement[] {
  const texts = path.map(({ title, content }) => foldText(`${title}\n${content}`))
  return elements
    .filter(({ pinned }) => !pinned)
    .map((element) => ({ element, relevance: relevanceOf(foldText(element.name), texts) }))
    .filter(({ relevance }) => relevance > 0)
    .sort((a, b) => b.relevance - a.relevance)
    .map(({ element }) => element)
}

function relevanceOf(name: string, texts: readonly string[]): number {
  return texts.reduce((sum, text, index) => {
    const weight = Math.max(leastWeight, 0.5 ** ((texts.length - 1 - index) / halfLifeNodes))
    return sum + weight * countMentions(text, name)
  }, 0)
}
