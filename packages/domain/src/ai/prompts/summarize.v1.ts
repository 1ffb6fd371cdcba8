import type { Prompt } from './prompt.ts'
import { type NodePart, dataSection, nodeLine, systemSection } from './story-sections.ts'

export interface SummarizeParts {
  /** What is known of the nodes before these; null at the beginning. */
  previous: string | null
  nodes: readonly NodePart[]
  wordsMax: number
}

const instructions = `You summarise the older part of a story for somebody who will write on. Nothing may be added, judged or foretold.

"previous" is the summary of what came before, where there is any; "path" holds the nodes that follow it, in order. Write one summary of both together, as plain prose in the present tense: who there is and what they want, where and when, what happened in its order, what was promised, hidden or left open, names as the story spells them. What matters for later scenes stays, wording and atmosphere go. Keep within the number of words that "request" names; when space is short, shorten the oldest parts most.

Write in the language of the story.`

/** One summary of a summary and the nodes that follow it. */
export const summarizeV1: Prompt<SummarizeParts> = {
  id: 'summarize',
  version: 1,
  build: ({ previous, nodes, wordsMax }) => [
    systemSection(instructions, null),
    ...dataSection('summary', previous === null ? null : { text: previous }, 'previous'),
    ...dataSection('path', nodes.map(nodeLine)),
    ...dataSection('request', { wordsMax }),
  ],
}
