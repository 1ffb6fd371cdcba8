import type { Change } from '../changes.ts'
import type { ElementKind, Story } from '../model.ts'
import { type ElementFields, elementIssues } from './element-issues.ts'
import { cleanName, refuse } from './input-issues.ts'
import { inserted, type NewId } from './row-change.ts'

export interface CreateElementInput extends ElementFields {
  kind: ElementKind
}

/** A new entry of the story bible; several may bear one name. Needs nothing in `story`. */
export function planCreateElement(_story: Story, input: CreateElementInput, newId: NewId): Change[] {
  refuse(elementIssues(input))
  const { kind, name, description = '', fields = {} } = input
  const id = newId('element')
  return [inserted('element', { id, kind, name: cleanName(name), description, fields, version: 1, trashedAt: null })]
}
