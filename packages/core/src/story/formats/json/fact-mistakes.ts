import { factKey } from '../../canon.ts'
import { factsPerNodeMax } from '../../limits.ts'
import type { Fact } from '../../model.ts'
import { type JsonMistake, repeated } from './json-mistake.ts'

/** Facts that stand twice at a node, as facts are compared, and the first that is one too many there. */
export function factMistakes<F extends Pick<Fact, 'subject' | 'attribute'>>(
  facts: readonly F[],
  nodeOf: (fact: F) => string,
): JsonMistake[] {
  const mistakes = repeated(facts, 'facts', (fact) =>
    JSON.stringify([nodeOf(fact), factKey(fact.subject, fact.attribute)]),
  )
  const counts = new Map<string, number>()
  facts.forEach((fact, index) => {
    const count = (counts.get(nodeOf(fact)) ?? 0) + 1
    counts.set(nodeOf(fact), count)
    if (count === factsPerNodeMax + 1) {
      mistakes.push({ path: ['facts', index], message: `A node has at most ${factsPerNodeMax} facts.` })
    }
  })
  return mistakes
}
