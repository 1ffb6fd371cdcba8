import type { Prompt } from './prompt.ts'
import { type StoryParts, storySections, systemSection } from './story-sections.ts'

const instructions = `You read a piece of a branching story and list what it states as facts. You add nothing of your own.

The block "path" holds one node: the text to read. "canon" holds the facts that were true before it.

"facts": what the text itself says about setting, characters and tone, one statement each.
- "subject" and "attribute" name what it is about; take the canon's spelling wherever it speaks of the same thing.
- "value" is short. It is null when the text says that something in the canon no longer holds.
- "category" is setting, character, tone or other.
- "quote" is the passage that says it, copied from the text letter by letter; an empty string when no single passage does.

"contradictions": statements of the text that cannot be true together with the canon and that the story does not explain as a change; slips of the author, in other words. Name subject and attribute as the canon does, "newValue" as the text has it, and explain in one sentence. The list is empty when there are none.

Write in the language of the story.`

/** The facts of a text, and where it contradicts what was known. */
export const canonDiffV1: Prompt<StoryParts> = {
  id: 'canon-diff',
  version: 1,
  build: (parts) => [systemSection(instructions, parts.systemPrompt), ...storySections(parts)],
}
