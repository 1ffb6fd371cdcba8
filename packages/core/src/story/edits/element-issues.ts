import type { Issue } from '../../errors.ts'
import { elementDescriptionMax, elementNameMax } from '../limits.ts'
import type { JsonObject } from '../model.ts'
import { jsonIssues, nameIssues, textIssues } from './input-issues.ts'

export interface ElementFields {
  name: string
  /** Default: empty. */
  description?: string | undefined
  /** Default: none. */
  fields?: JsonObject | undefined
}

export function elementIssues(input: Partial<ElementFields>): Issue[] {
  return [
    ...nameIssues(['name'], input.name, elementNameMax),
    ...textIssues(['description'], input.description, elementDescriptionMax),
    ...jsonIssues(['fields'], input.fields),
  ]
}
