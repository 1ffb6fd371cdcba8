import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { sampleMerge, sampleStory } from '../testing/sample-story.ts'
import { type Section, promptVersion } from './prompt.ts'
import { prompts } from './registry.ts'

/**
 * What each version says, as a hash. A prompt that reads differently is another prompt: when one of these does not hold,
 * make `<name>.v<n+1>.ts`, name it in the registry and add its line here. Do not change a line.
 */
const pins: Record<string, string> = {
  'suggest.v1': 'a9450588035546f89bec0732bb4b4a8bc9c5b434feb8807e69e61b25c19b672f',
  'expand.v1': '1b3aa8705a6212851306102b5708cf672b01c1662828012eac3649bc3bfe9ee4',
  'canon-diff.v1': 'acd1617f4f25589685b0eb47db0ec8eb077f0d19f93f51f86e85ad29048ff58e',
  'merge-propose.v1': '854fa85bf0ea4649e5cebfd70d4c9daf88d7f63768635152ea48b4eae70c5319',
  'summarize.v1': '9cc492cc88f2203b5e63a15fa2c1b517a9b47e654ac1e5aa2c6e579b443f42f0',
  'generate-text.v1': 'cbf393265bd711a24ec93638aab9093454cbe079992ebba1a02f80204853e35f',
}

const built: [name: string, sections: Section[]][] = [
  [promptVersion(prompts.suggest), prompts.suggest.build(sampleStory)],
  [promptVersion(prompts.expand), prompts.expand.build(sampleStory)],
  [promptVersion(prompts.canonDiff), prompts.canonDiff.build(sampleStory)],
  [promptVersion(prompts.mergePropose), prompts.mergePropose.build(sampleMerge)],
  [
    promptVersion(prompts.summarize),
    prompts.summarize.build({ previous: 'Mara came as a child.', nodes: sampleStory.path, wordsMax: 200 }),
  ],
  [promptVersion(prompts.generateText), prompts.generateText.build({ systemPrompt: 'Be brief.', prompt: 'Why?' })],
]

test.each(built)('%s says what it said when it was released', (name, sections) => {
  expect(createHash('sha256').update(JSON.stringify(sections)).digest('hex')).toBe(pins[name])
})

test('every prompt of the registry is pinned', () => {
  expect(built.map(([name]) => name)).toEqual(Object.values(prompts).map(promptVersion))
  expect(Object.keys(pins)).toEqual(expect.arrayContaining(built.map(([name]) => name)))
})
