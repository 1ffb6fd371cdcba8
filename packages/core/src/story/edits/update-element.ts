import type { Change } from '../changes.ts'
import type { Story } from '../model.ts'
import { type ElementFields, elementIssues } from './element-issues.ts'
import { cleanName, refuse } from './input-issues.ts'
import { updated } from './row-change.ts'
import { elementOf } from './row-lookup.ts'

export interface UpdateElementInput extends Partial<ElementFields> {
  elementId: string
}

/**
 * New name, description or fields (whole) of an element; what is not given or the same as before does not change. Its kind
 * stays: what is attached to it depends on that. Needs in `story`: the element. NOT_FOUND also when it is in the trash.
 */
export function planUpdateElement(story: Story, input: UpdateElementInput): Change[] {
  const element = elementOf(story, input.elementId)
  refuse(elementIssues(input))
  const { name, description, fields } = input
  return updated('element', element, { name: name === undefined ? name : cleanName(name), description, fields })
}
