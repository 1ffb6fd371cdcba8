import type { Prompt } from './prompt.ts'
import { type StoryParts, storySections, systemSection } from './story-sections.ts'

const instructions = `You propose how a branching story could go on. You only propose: the author decides what becomes part of the story.

The block "path" holds the story so far from its root to the current node, which is the last one; "summary" stands for its oldest nodes where they were left out. "canon" holds the facts that are true at the current node, "elements" the people, places and themes that matter here, "profile" what this author likes and dislikes, "rejected" proposals that the author has turned down: do not offer those again, nor variations of them.

The block "request" says how many next nodes to propose, in two lists.
- "aligned": nodes that follow the profile, the canon and the direction of the path closely.
- "exploratory": nodes that surprise. They keep to the canon too, but take a turn that the profile and the path do not suggest.
A list that is not asked for is left out. Each node has a short title, its content (a paragraph or a few), a rationale in one sentence for the author, and the facts that would become true with it, each as subject, attribute and value. All proposals differ from each other in what happens, not in wording alone.

"inline" holds up to five improvements of the current node's text, or none when it needs none. "quote" is a passage copied from the current node letter by letter, long enough to be found, "replacement" the text for its place, "reason" one sentence.

Write in the language of the story, in its voice, tense and person. Never contradict the canon.`

/** The next nodes and small improvements of the current one. */
export const suggestV1: Prompt<StoryParts> = {
  id: 'suggest',
  version: 1,
  build: (parts) => [systemSection(instructions, parts.systemPrompt), ...storySections(parts)],
}
