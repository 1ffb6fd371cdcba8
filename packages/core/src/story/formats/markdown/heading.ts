/** An ATX heading: how deep it stands (the title's depth is 0), and what it says. */
export interface Heading {
  depth: number
  title: string
}

/** Title of a story whose text gives it none. */
export const untitled = 'Untitled story'

const deepest = 5
const depthMark = '<!-- depth: '

/**
 * The heading of `line`; null when it is none. The depth is the number of # less one; a comment `<!-- depth: 9 -->`
 * at the end counts instead, since Markdown has but six levels.
 */
export function readHeading(line: string): Heading | null {
  const [found, marks] = /^ {0,3}(#{1,6})(?=[ \t]|$)/.exec(line) ?? []
  if (found === undefined || marks === undefined) return null
  const { text, depth } = takeDepth(line.slice(found.length).trim())
  return { depth: depth ?? marks.length - 1, title: withoutClosing(text).replace(/\\([\\#<])/g, '$1') }
}

export function printHeading({ depth, title }: Heading): string {
  const escaped = escapeTitle(title)
  const comment = depth > deepest ? `${depthMark}${depth} -->` : ''
  return ['#'.repeat(Math.min(depth, deepest) + 1), escaped, comment].filter((part) => part !== '').join(' ')
}

/** A title as a heading can say it: on one line, without white space around it. */
export function headingTitle(title: string): string {
  return title.replace(/\s+/g, ' ').trim()
}

function takeDepth(text: string): { text: string; depth: number | null } {
  const start = text.endsWith(' -->') ? text.lastIndexOf(depthMark) : -1
  const digits = start === -1 ? '' : text.slice(start + depthMark.length, -' -->'.length)
  if (!/^\d{1,6}$/.test(digits) || text[start - 1] === '\\') return { text, depth: null }
  return { text: text.slice(0, start).trimEnd(), depth: Number(digits) }
}

/** `## Title ##` says Title. */
function withoutClosing(text: string): string {
  let end = text.length
  while (end > 0 && text[end - 1] === '#') end--
  const isClosing = end === 0 || text[end - 1] === ' ' || text[end - 1] === '\t'
  return isClosing ? text.slice(0, end).trimEnd() : text
}

function escapeTitle(title: string): string {
  const escaped = headingTitle(title).replaceAll('\\', '\\\\').replaceAll('<!--', String.raw`\<!--`)
  const end = escaped.length
  let start = end
  while (start > 0 && escaped[start - 1] === '#') start--
  return escaped.slice(0, start) + '\\#'.repeat(end - start)
}
