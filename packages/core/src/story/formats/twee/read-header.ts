import { isObject } from '../json/json-value.ts'
import { parseJson } from '../json/parse-json.ts'
import { textError } from '../text-error.ts'
import type { Passage } from './passage.ts'

export type PassageHeader = Pick<Passage, 'name' | 'tags' | 'metadata'>

/**
 * The header line `:: Name [tags] {"position":"0,0"}`, decoded: a backslash takes the next character as it is.
 * VALIDATION_ERROR at the place of an empty name, an open tag block, bad metadata or anything between the blocks.
 */
export function readHeader(header: string, line: number): PassageHeader {
  const name = readDecoded(header, 2, (char) => char === '[' || char === '{')
  if (name.text === '') throw textError({ line, column: 3 }, 'The passage has no name.')
  let at = name.end
  let tags: string[] = []
  if (header[at] === '[') {
    const block = readTags(header, at, line)
    tags = block.tags
    at = skipSpace(header, block.end)
  }
  const rest = header.slice(at).trimEnd()
  if (rest === '') return { name: name.text, tags, metadata: null }
  if (!rest.startsWith('{')) {
    throw textError({ line, column: at + 1 }, 'Only a metadata block { } may follow the tag block.')
  }
  const parsed = parseJson(rest)
  if (!parsed.ok) {
    throw textError({ line, column: at + parsed.offset + 1 }, 'The metadata block is no JSON object on one line.')
  }
  // What begins with { and parses is an object.
  return { name: name.text, tags, metadata: isObject(parsed.value) ? parsed.value : null }
}

function readTags(header: string, open: number, line: number): { tags: string[]; end: number } {
  const tags: string[] = []
  let at = skipSpace(header, open + 1)
  while (header[at] !== ']') {
    if (at >= header.length) throw textError({ line, column: open + 1 }, 'The tag block is not closed by a ].')
    const tag = readDecoded(header, at, (char) => char === ']' || isSpace(char))
    tags.push(tag.text)
    at = skipSpace(header, tag.end)
  }
  return { tags, end: at + 1 }
}

/** The text from `start` to a character that stops it and is not escaped, decoded, without white space around it. */
function readDecoded(header: string, start: number, stops: (char: string) => boolean): { text: string; end: number } {
  let text = ''
  let kept = 0
  let at = skipSpace(header, start)
  for (; at < header.length; at++) {
    const char = header[at] as string
    if (stops(char)) break
    const escaped = char === '\\' && at + 1 < header.length
    if (escaped) at++
    text += header[at]
    if (escaped || !isSpace(char)) kept = text.length
  }
  return { text: text.slice(0, kept), end: at }
}

function skipSpace(header: string, start: number): number {
  let at = start
  while (at < header.length && isSpace(header[at] as string)) at++
  return at
}

function isSpace(char: string): boolean {
  return char.trim() === ''
}
