import fc from 'fast-check'
import type { StoryPlan, TreeNode } from './plant-story.ts'

const subjects = ['Mara', 'mara ', 'Ivo', 'Éva', 'E\u0301va', '燈台', '🜂 lamp', '\uFF21lamp', 'Ａ']
const attributes = ['mood', 'Mood', 'age']
const values = ['calm', 'afraid', null]

/** Any tree of up to 24 nodes, with branches in it and facts that override, retract and restate each other. */
export const storyPlans: fc.Arbitrary<StoryPlan> = fc
  .array(
    fc.record({
      /** Share of the nodes before it; a chain now and then, or forks would be all there is. */
      parent: fc.oneof(fc.constant(1), fc.double({ min: 0, max: 1, noNaN: true })),
      facts: fc.uniqueArray(
        fc.tuple(fc.constantFrom(...subjects), fc.constantFrom(...attributes), fc.constantFrom(...values)),
        { maxLength: 3, selector: ([subject, attribute]) => sameFact(subject, attribute) },
      ),
    }),
    { minLength: 1, maxLength: 24 },
  )
  .chain((drafts) =>
    fc.record({
      nodes: fc.constant(
        drafts.map(
          ({ parent, facts }, index): TreeNode => ({
            parent: index === 0 ? null : Math.min(index - 1, Math.floor(parent * index)),
            facts,
          }),
        ),
      ),
      branches: fc.dictionary(fc.constantFrom('main', 'b', 'c', 'd'), fc.nat({ max: drafts.length - 1 })),
    }),
  )

function sameFact(subject: string, attribute: string): string {
  return `${subject.normalize('NFC').trim().toLowerCase()}/${attribute.toLowerCase()}`
}
