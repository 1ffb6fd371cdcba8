import { nodeContentMax, nodeTitleMax, storyDescriptionMax, storyNodesMax } from '../../limits.ts'
import type { Story } from '../../model.ts'
import { buildStory, type NodeDraft } from '../build-story.ts'
import { firstLineEnd } from '../first-line-end.ts'
import { isStorable, sourceText } from '../source-text.ts'
import type { NewId } from '../../edits/row-change.ts'
import { counted, textError } from '../text-error.ts'
import { untitled } from './heading.ts'
import { readSections, type Section } from './read-sections.ts'
import { textOf } from './section-text.ts'
import { type NoteName, readNote } from './title-notes.ts'

/**
 * A story out of the headings of a Markdown text. A first heading of the first level is the root and the story's title;
 * without one the root is an "Untitled story". Every other heading is a node below the nearest heading before it that is
 * less deep; headings that skip levels are fine, and a second one of the first level stands under the root. Text before
 * the first heading goes to the root. What looks like a heading in a fenced block of code is content, and so are underlined headings: headings begin
 * with #. VALIDATION_ERROR at the heading of a section that no node can hold.
 */
export function readMarkdown(text: string, newId: NewId): Story {
  const [preamble, ...sections] = readSections(sourceText(text))
  const [first] = sections
  const isTitled = first?.depth === 0
  const notes = isTitled ? takeNotes(first) : new Map<NoteName, string>()
  const below = isTitled ? sections.slice(1) : sections
  const title = (isTitled ? first.title : '') || untitled
  const root: Section = {
    depth: 0,
    title: notes.get('root') ?? title,
    line: isTitled ? first.line : 1,
    lines: [...preamble.lines, ...(isTitled ? first.lines : [])],
  }
  checkNotes(notes, root.line)
  const nodes = nest(root, below)
  return buildStory(
    {
      title,
      description: notes.get('description') ?? '',
      settings: {},
      nodes,
      branches: [],
      mainHead: firstLineEnd(nodes),
      elements: [],
      facts: [],
    },
    newId,
  )
}

/** The notes directly under the title, taken out of its lines. */
function takeNotes(section: Section): Map<NoteName, string> {
  const notes = new Map<NoteName, string>()
  for (const [index, line] of section.lines.entries()) {
    const note = readNote(line)
    if (note !== null) notes.set(note.name, note.text)
    else if (line.trim() !== '') {
      section.lines = section.lines.slice(index)
      return notes
    }
  }
  section.lines = []
  return notes
}

function checkNotes(notes: ReadonlyMap<NoteName, string>, line: number): void {
  for (const [name, text] of notes) {
    if (!isStorable(text)) throw textError({ line, column: 1 }, `The note “${name}” holds what no text can.`)
  }
  const description = notes.get('description') ?? ''
  if (description.length > storyDescriptionMax) {
    throw textError({ line, column: 1 }, tooLong('The description', description, storyDescriptionMax))
  }
}

function nest(root: Section, sections: readonly Section[]): NodeDraft[] {
  const tooMany = sections[storyNodesMax - 1]
  if (tooMany !== undefined) {
    const message = `The text has ${counted(sections.length + 1)} sections; ${counted(storyNodesMax)} is the most.`
    throw textError({ line: tooMany.line, column: 1 }, message)
  }
  const nodes: NodeDraft[] = [toNode(root, null, 0)]
  const path = [{ index: 0, depth: 0, children: 0 }]
  for (const section of sections) {
    while (path.length > 1 && (path.at(-1)?.depth ?? 0) >= section.depth) path.pop()
    const parent = path.at(-1) as (typeof path)[number]
    nodes.push(toNode(section, parent.index, parent.children++))
    path.push({ index: nodes.length - 1, depth: section.depth, children: 0 })
  }
  return nodes
}

function toNode(section: Section, parent: number | null, position: number): NodeDraft {
  const { title, line } = section
  const content = textOf(section.lines)
  if (title.length > nodeTitleMax) throw textError({ line, column: 1 }, tooLong('The heading', title, nodeTitleMax))
  if (content.length > nodeContentMax) {
    throw textError({ line, column: 1 }, tooLong(`The section “${title}”`, content, nodeContentMax))
  }
  return { parent, merged: null, title, content, kind: 'scene', position, metadata: {} }
}

function tooLong(what: string, text: string, max: number): string {
  return `${what} has ${counted(text.length)} characters; ${counted(max)} is the most.`
}
