import type { Prompt, Section } from './prompt.ts'
import {
  type NodePart,
  type StoryParts,
  type SummaryPart,
  dataSection,
  nodeLine,
  storySections,
  summarySection,
  systemSection,
} from './story-sections.ts'

/** One branch since the fork. */
export interface SidePart {
  name: string
  summary: SummaryPart | null
  path: readonly NodePart[]
}

export interface ConflictPart {
  conflict: string
  subject: string
  attribute: string
  base: string | null
  left: string | null
  right: string | null
}

/** `path`, `summary` and `canon` are those of the fork point. */
export interface MergeParts extends StoryParts {
  left: SidePart
  right: SidePart
  conflicts: readonly ConflictPart[]
}

const instructions = `You propose how two branches of a story could be brought together. You only propose: the author decides what becomes part of the story.

The block "path" holds the story that both branches share, "canon" the facts that were true where they parted. "left" and "right" hold what happened since on each branch; a summary stands for the oldest nodes where they were left out. "left" is the branch that the merge goes into. "conflicts" lists the facts that the branches made different; null means that the fact does not hold there.

"node": one new node, title and content, that follows the end of "left" and makes what happened on "right" part of the story, believably and without undoing either side more than needed.

"resolutions": one for each conflict that "request" asks about, under its name. "choice" is left or right when the new node makes that side's value true, other when it makes something else true, named in "value", and open when the node should leave it to the author. "value" is null unless the choice is other. "reason" is one sentence. Without conflicts there are no resolutions.

Write in the language of the story, in its voice, tense and person. Never contradict the canon.`

/** A node that joins two branches, and what their conflicts could become. */
export const mergeProposeV1: Prompt<MergeParts> = {
  id: 'merge-propose',
  version: 1,
  build: (parts) => [
    systemSection(instructions, parts.systemPrompt),
    ...storySections({ ...parts, request: {} }).filter(({ part }) => part !== 'request'),
    ...side('left', parts.left),
    ...side('right', parts.right),
    ...dataSection('request', parts.conflicts, 'conflicts'),
    ...dataSection('request', parts.request),
  ],
}

function side(part: 'left' | 'right', { name, summary, path }: SidePart): Section[] {
  return [
    ...dataSection(part, { branch: name }, `${part} name`),
    ...summarySection(summary, part, `${part} summary`),
    ...dataSection(part, path.map(nodeLine)),
  ]
}
