import { oneLineEnd } from '../source-text.ts'

// A line that begins with :: would be a header. Twine writes \:: for it; one more backslash keeps \:: itself apart.
// Twine's own reader takes U+2028 and U+2029 for line ends too, as ^ does here.
const needsEscape = /^(?=\\*::)/gm
const escaped = /^\\(?=\\*::)/gm

export function escapePassageText(text: string): string {
  return text.includes('::') ? text.replace(needsEscape, '\\') : text
}

export function unescapePassageText(text: string): string {
  return text.includes('\\') ? text.replace(escaped, '') : text
}

/** `text` without the blank lines at its end, which the specification tells readers to leave out. */
export function withoutTrailingBlankLines(text: string): string {
  const end = text.trimEnd().length
  if (end === 0) return ''
  const lineEnd = text.indexOf('\n', end)
  return lineEnd === -1 ? text : text.slice(0, lineEnd)
}

/** What a reader finds where `text` was written. */
export function asRead(text: string): string {
  return withoutTrailingBlankLines(oneLineEnd(text))
}
