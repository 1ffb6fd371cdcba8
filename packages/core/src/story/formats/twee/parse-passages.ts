import { placeAt, textError } from '../text-error.ts'
import type { PlacedPassage } from './passage.ts'
import { unescapePassageText, withoutTrailingBlankLines } from './passage-text.ts'
import { readHeader } from './read-header.ts'

/**
 * The passages of a Twee 3 file in order, special ones too. `source` has \n at the end of its lines. As in every
 * reader, text before the first header is ignored. VALIDATION_ERROR for a malformed header, for a name that stands twice
 * and for a file without any header.
 * https://github.com/iftechfoundation/twine-specs/blob/master/twee-3-specification.md
 */
export function parsePassages(source: string): PlacedPassage[] {
  const passages: PlacedPassage[] = []
  const lines = new Map<string, number>()
  let start = source.startsWith('::') ? 0 : headerAfter(source, 0)
  if (start === -1) throw textError({ line: 1, column: 1 }, 'There is no passage: no line begins with “::”.')
  let line = placeAt(source, start).line
  while (start !== -1) {
    const next = headerAfter(source, start)
    const end = next === -1 ? source.length : next
    const passage = readPassage(source.slice(start, end), line)
    const before = lines.get(passage.name)
    if (before !== undefined) {
      throw textError({ line, column: 1 }, `The passage “${passage.name}” stands in line ${before} already.`)
    }
    lines.set(passage.name, line)
    passages.push(passage)
    line += lineEnds(source, start, end)
    start = next
  }
  return passages
}

/** Where the next line after `from` begins with ::, or -1. */
function headerAfter(source: string, from: number): number {
  const found = source.indexOf('\n::', from)
  return found === -1 ? -1 : found + 1
}

function readPassage(source: string, line: number): PlacedPassage {
  const headerEnd = source.indexOf('\n')
  const header = readHeader(headerEnd === -1 ? source : source.slice(0, headerEnd), line)
  const text = headerEnd === -1 ? '' : source.slice(headerEnd + 1)
  return { ...header, text: unescapePassageText(withoutTrailingBlankLines(text)), line }
}

function lineEnds(source: string, start: number, end: number): number {
  let count = 0
  for (let at = source.indexOf('\n', start); at !== -1 && at < end; at = source.indexOf('\n', at + 1)) count++
  return count
}
