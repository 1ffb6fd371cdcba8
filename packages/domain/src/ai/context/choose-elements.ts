import { validationError } from '@cronicl/core'
import { inertJson } from '../prompts/data-block.ts'
import { elementLine } from '../prompts/story-sections.ts'
import { rankElements } from './rank-elements.ts'
import type { BibleElement, PathNode } from './story-source.ts'

export interface ElementRoom {
  /** For the pinned ones, which all go in. */
  pinnedTokens: number
  /** For all of them together. */
  tokens: number
  count: (text: string) => number
}

/**
 * The elements that go into a prompt: every pinned one, then those that the path names, the most relevant first, as long
 * as there is room. VALIDATION_ERROR when the pinned ones alone do not fit.
 */
export function chooseElements(
  elements: readonly BibleElement[],
  path: readonly PathNode[],
  room: ElementRoom,
): BibleElement[] {
  const tokensOf = (element: BibleElement): number => room.count(`${inertJson(elementLine(element))},\n`)
  const chosen = elements.filter(({ pinned }) => pinned)
  let used = chosen.reduce((sum, element) => sum + tokensOf(element), 0)
  if (used > room.pinnedTokens) throw tooManyPinned(used, room.pinnedTokens)
  for (const element of rankElements(elements, path)) {
    const tokens = tokensOf(element)
    if (used + tokens > room.tokens) continue
    used += tokens
    chosen.push(element)
  }
  return chosen
}

function tooManyPinned(tokens: number, limit: number): Error {
  const message = `The pinned elements take ${tokens} tokens; the model leaves room for ${limit}. Pin fewer, or shorten them.`
  return validationError([{ path: ['elements'], message }])
}
