import type { Change } from '../changes.ts'
import type { Story } from '../model.ts'
import { deleted } from './row-change.ts'
import { factOf, liveNode } from './row-lookup.ts'

/**
 * Takes facts away, as if they had never been asserted: what an ancestor says of the same holds again. (To end what an
 * ancestor says, assert null.) Needs in `story`: the facts and their nodes. NOT_FOUND when any of them is not there.
 */
export function planRemoveFacts(story: Story, input: { factIds: readonly string[] }): Change[] {
  return [...new Set(input.factIds)].map((id) => {
    const fact = factOf(story, id)
    liveNode(story, fact.nodeId)
    return deleted('fact', fact)
  })
}
