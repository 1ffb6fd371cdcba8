import { closes, type Fence, fenceOf } from './fenced-lines.ts'
import { type Heading, readHeading } from './heading.ts'
import { unescapeLine } from './section-text.ts'

/** A heading with the lines below it, down to the next heading. */
export interface Section extends Heading {
  /** Line of the heading, from 1. */
  line: number
  /** Decoded. */
  lines: string[]
}

/** The sections of a Markdown text in order. The first holds what stands before any heading, and is no section yet: its line is 0. */
export function readSections(source: string): [Section, ...Section[]] {
  const sections: [Section, ...Section[]] = [{ depth: 0, title: '', line: 0, lines: [] }]
  let current = sections[0]
  let open: Fence | null = null
  source.split('\n').forEach((line, index) => {
    const fence = fenceOf(line)
    if (open !== null) {
      if (closes(fence, open)) open = null
      current.lines.push(line)
      return
    }
    open = fence
    const heading = readHeading(line)
    if (heading === null) {
      current.lines.push(fence === null ? unescapeLine(line) : line)
    } else {
      current = { ...heading, line: index + 1, lines: [] }
      sections.push(current)
    }
  })
  return sections
}
