/** A link in a passage's text. */
export interface PassageLink {
  /** Where it stands in the text, in UTF-16 code units; `end` is not in it. */
  start: number
  end: number
  /** What a reader clicks. */
  label: string
  /** Name of the passage that it leads to, as it is written. */
  target: string
}

/**
 * The links of a text in order, read as Twine reads them: [[A]], [[text->A]] (the last arrow counts), [[A<-text]] (the
 * first), [[text|A]] (the last bar); a setter ([[A][$x to 1]]) is no part of them. Links do not go over a line's end.
 */
export function linksIn(text: string): PassageLink[] {
  const links: PassageLink[] = []
  for (let next = text.indexOf('[['); next !== -1; ) {
    const lineStart = text.lastIndexOf('\n', next) + 1
    const found = text.indexOf('\n', next)
    const lineEnd = found === -1 ? text.length : found
    addLinksOfLine(text.slice(lineStart, lineEnd), lineStart, links)
    next = text.indexOf('[[', lineEnd)
  }
  return links
}

/** A link to the passage; null when its name cannot stand in a link. */
export function linkTo(name: string): string | null {
  const text = `[[${name}]]`
  const [link] = linksIn(text)
  return link?.target === name && link.end === text.length ? text : null
}

function addLinksOfLine(line: string, offset: number, links: PassageLink[]): void {
  for (let start = line.indexOf('[['); start !== -1; ) {
    const close = line.indexOf(']]', start + 2)
    if (close === -1) return
    const link = readLink(line.slice(start + 2, close))
    if (link.target !== '') links.push({ start: offset + start, end: offset + close + 2, ...link })
    start = line.indexOf('[[', close + 2)
  }
}

function readLink(inside: string): { label: string; target: string } {
  const setter = inside.indexOf('][')
  const link = setter === -1 ? inside : inside.slice(0, setter)
  const right = link.lastIndexOf('->')
  if (right !== -1 && right + 2 < link.length) return { label: link.slice(0, right), target: link.slice(right + 2) }
  const left = link.indexOf('<-')
  if (left > 0) return { label: link.slice(left + 2), target: link.slice(0, left) }
  const bar = link.lastIndexOf('|')
  if (bar !== -1 && bar + 1 < link.length) return { label: link.slice(0, bar), target: link.slice(bar + 1) }
  return { label: link, target: link }
}
