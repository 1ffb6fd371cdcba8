import type { Prompt } from './prompt.ts'
import { type StoryParts, storySections, systemSection } from './story-sections.ts'

const instructions = `You rewrite one node of a branching story. You only propose: the author decides what becomes part of the story.

The block "path" holds the story so far from its root to the current node, which is the last one and the one to rewrite; "summary" stands for its oldest nodes where they were left out. "canon" holds the facts that are true at the current node, "elements" the people, places and themes that matter here, "profile" what this author likes and dislikes, "rejected" texts that the author has turned down: do not offer those again.

Give the current node's text four times, each complete and able to stand in its place, with the same events:
- "content": expanded into a full scene, with what is seen, heard and said.
- "longer": still more detailed than that.
- "shorter": more concise than the original, with nothing that matters lost.
- "otherTone": in a tone that differs from the original's; name the tone in "tone" by one or two words.

Write in the language of the story, in its voice, tense and person. Never contradict the canon.`

/** The current node written out, and three other ways to write it. */
export const expandV1: Prompt<StoryParts> = {
  id: 'expand',
  version: 1,
  build: (parts) => [systemSection(instructions, parts.systemPrompt), ...storySections(parts)],
}
