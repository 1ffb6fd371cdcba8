import type { Story } from '../../model.ts'
import { keepLive } from '../keep-live.ts'
import { type ReadableNode, readableNodes } from '../readable-nodes.ts'
import { fountainLine, fountainText } from './fountain-text.ts'

const naturalHeading = /^(?:(?:int|i)\.?\/(?:ext|e)|int|ext|est)[. ]\s*\S/i

/**
 * The live part of a story as a screenplay in Fountain (https://fountain.io/syntax): a title page, and a numbered scene
 * for each node in the order of the tree. Where a scene does not simply go on with the next one, notes say where. A
 * screenplay of one branch is an export with `headNodeId`. Elements and facts are left out.
 */
export function writeFountain(story: Story): string {
  const nodes = readableNodes(keepLive(story))
  const numbers = new Map(nodes.map(({ node }, index) => [node.id, index + 1]))
  const scenes = nodes.flatMap((node, index) => scene(node, index + 1, numbers))
  return `${[titlePage(story), ...scenes].filter((block) => block !== '').join('\n\n')}\n`
}

function titlePage({ head }: Story): string {
  const notes = fountainLine(head.description)
  const lines = [`Title: ${fountainLine(head.title) || 'Untitled story'}`]
  return [...lines, ...(notes === '' ? [] : [`Notes: ${notes}`])].join('\n')
}

function scene({ node, text, choices }: ReadableNode, number: number, numbers: ReadonlyMap<string, number>): string[] {
  const title = fountainLine(node.title) || 'Untitled'
  const heading = naturalHeading.test(title) ? title : `.${title.startsWith('.') ? '\\' : ''}${title}`
  const goesOn = choices.length === 1 && numbers.get(choices[0]?.target.id ?? '') === number + 1
  const notes = goesOn
    ? []
    : choices.map(({ label, target }) => `[[${inNote(label)}: scene ${numbers.get(target.id)}]]`)
  return [`${heading} #${number}#`, fountainText(text), ...notes]
}

function inNote(label: string): string {
  return fountainLine(label).replaceAll('[', '(').replaceAll(']', ')') || 'Then'
}
