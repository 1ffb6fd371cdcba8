import { linksIn } from './links.ts'

const gap = '\n\n'

/** `content` with `links`, one a line, behind it. */
export function withGeneratedLinks(content: string, links: readonly string[]): string {
  if (links.length === 0) return content
  return content + (content === '' ? '' : gap) + links.join('\n')
}

/** The content in front of the last `count` lines of `text`; all of it when they are not links any more. */
export function withoutGeneratedLinks(text: string, count: number): string {
  let end = text.length
  for (let n = 0; n < count; n++) {
    const start = text.lastIndexOf('\n', end - 1) + 1
    const line = text.slice(start, end)
    const [link] = linksIn(line)
    if (link?.start !== 0 || link.end !== line.length) return text
    if (start === 0) return n === count - 1 ? '' : text
    end = start - 1
  }
  return text.endsWith('\n', end) ? text.slice(0, end - 1) : text.slice(0, end)
}
