import type { Change } from '../changes.ts'
import type { Story } from '../model.ts'
import { updated } from './row-change.ts'
import { elementOf } from './row-lookup.ts'

/**
 * Puts an element in the trash. `trashedAt` is the present time, ISO 8601 UTC.
 * Needs in `story`: the element. NOT_FOUND also when it is in the trash already.
 */
export function planDeleteElement(story: Story, input: { elementId: string; trashedAt: string }): Change[] {
  return updated('element', elementOf(story, input.elementId), { trashedAt: input.trashedAt })
}
