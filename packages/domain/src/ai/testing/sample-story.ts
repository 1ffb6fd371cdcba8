import type { MergeParts } from '../prompts/merge-propose.v1.ts'
import type { StoryParts } from '../prompts/story-sections.ts'

/** A small story with something in every part. */
export const sampleStory: StoryParts = {
  systemPrompt: 'Keep it suitable for children.',
  story: { title: 'The lighthouse', description: 'Mara keeps a light that nobody pays for.' },
  profile: {
    stylePreferences: ['short sentences'],
    favoriteThemes: ['the sea'],
    dislikedElements: ['dragons'],
    preferredTone: 'quiet',
  },
  summary: { text: 'Mara came to the island as a child.', nodeCount: 12 },
  path: [
    { title: 'The storm', content: 'Mara climbs the stairs while the wind takes the shutters.' },
    { title: 'The boat', content: 'Out on the water a lantern goes out. Somebody calls her name.' },
  ],
  canon: [{ subject: 'Mara', attribute: 'occupation', value: 'keeper of the light' }],
  elements: [{ kind: 'character', name: 'Mara', description: 'Stubborn, kind, afraid of water.', fields: { age: 41 } }],
  rejected: [{ title: 'A dragon', content: 'A dragon lands on the tower.' }],
  request: { nextNodes: { aligned: 3, exploratory: 2 }, wish: 'something with the boat' },
}

export const sampleMerge: MergeParts = {
  ...sampleStory,
  request: { resolve: ['conflict1'] },
  left: { name: 'main', summary: null, path: [{ title: 'The rescue', content: 'She rows out.' }] },
  right: {
    name: 'what if',
    summary: { text: 'She stayed inside.', nodeCount: 3 },
    path: [{ title: 'The morning', content: 'The boat lies on the beach.' }],
  },
  conflicts: [
    { conflict: 'conflict1', subject: 'the boat', attribute: 'place', base: null, left: 'sunk', right: 'on the beach' },
  ],
}
