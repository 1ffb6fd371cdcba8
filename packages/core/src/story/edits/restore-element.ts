import type { Change } from '../changes.ts'
import type { Story } from '../model.ts'
import { updated } from './row-change.ts'
import { elementOf } from './row-lookup.ts'

/** Takes an element out of the trash. Needs in `story`: the element. NOT_FOUND when it is not in the trash. */
export function planRestoreElement(story: Story, input: { elementId: string }): Change[] {
  return updated('element', elementOf(story, input.elementId, 'trash'), { trashedAt: null })
}
