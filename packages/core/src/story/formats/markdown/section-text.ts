import { oneLineEnd } from '../source-text.ts'
import { fencedLines } from './fenced-lines.ts'

/** What would begin something else at the start of a line: a heading, a block of code, a note of the export. */
const marks = String.raw`\\*(?:#{1,6}(?=[ \t]|$)|\`\`\`|~~~|<!-- (?:root|description): )`
const needsEscape = new RegExp(`^( {0,3})(?=${marks})`)
const escaped = new RegExp(String.raw`^( {0,3})\\(?=${marks})`)

/** A node's content as the text of a section: no line of it, outside of blocks of code, begins a section or such a block. */
export function escapeSection(content: string): string {
  const lines = oneLineEnd(content).split('\n')
  const fenced = fencedLines(lines)
  return lines.map((line, index) => (fenced[index] === true ? line : line.replace(needsEscape, '$1\\'))).join('\n')
}

/** One line of a section, outside of blocks of code, as it stands in the content. */
export function unescapeLine(line: string): string {
  return line.replace(escaped, '$1')
}

/** The lines as text, without blank lines around it. */
export function textOf(lines: readonly string[]): string {
  let start = 0
  let end = lines.length
  while (start < end && lines[start]?.trim() === '') start++
  while (start < end && lines[end - 1]?.trim() === '') end--
  return lines.slice(start, end).join('\n')
}
