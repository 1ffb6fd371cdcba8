import type { Passage } from './passage.ts'
import { escapePassageText } from './passage-text.ts'

/** The passages as a Twee 3 file, a blank line between them. `parsePassages` reads the same from it. */
export function printPassages(passages: readonly Passage[]): string {
  return `${passages.map(printPassage).join('\n\n')}\n`
}

function printPassage({ name, tags, metadata, text }: Passage): string {
  const parts = ['::', escapeName(name)]
  if (tags.length > 0) parts.push(`[${tags.map(escapeTag).join(' ')}]`)
  if (metadata !== null) parts.push(jsonLine(metadata))
  const header = parts.join(' ')
  return text === '' ? header : `${header}\n${escapePassageText(text)}`
}

/** JSON on one line, for every idea of what ends a line. */
export function jsonLine(value: unknown): string {
  return JSON.stringify(value).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')
}

function escapeName(name: string): string {
  const escaped = escapeMarks(name)
  const body = escaped.trim()
  const start = escaped.length - escaped.trimStart().length
  return escapeSpace(escaped.slice(0, start)) + body + escapeSpace(escaped.slice(start + body.length))
}

function escapeTag(tag: string): string {
  return escapeMarks(tag).replace(/\s/g, '\\$&')
}

function escapeMarks(text: string): string {
  return text.replace(/[\\[\]{}]/g, '\\$&')
}

function escapeSpace(text: string): string {
  return text.replace(/\s/g, '\\$&')
}
