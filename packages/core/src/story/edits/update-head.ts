import type { Change } from '../changes.ts'
import { storyDescriptionMax, storyTitleMax } from '../limits.ts'
import type { JsonObject, Story } from '../model.ts'
import { cleanName, jsonIssues, nameIssues, refuse, textIssues } from './input-issues.ts'
import { updated } from './row-change.ts'

export interface UpdateHeadInput {
  title?: string | undefined
  description?: string | undefined
  settings?: JsonObject | undefined
}

/** New title, description or settings (whole) of the story itself. Needs in `story`: the head. */
export function planUpdateHead(story: Story, input: UpdateHeadInput): Change[] {
  const { title, description, settings } = input
  refuse([
    ...nameIssues(['title'], title, storyTitleMax),
    ...textIssues(['description'], description, storyDescriptionMax),
    ...jsonIssues(['settings'], settings),
  ])
  return updated('head', story.head, { title: title === undefined ? title : cleanName(title), description, settings })
}
