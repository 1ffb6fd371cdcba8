import { oneLineEnd } from '../source-text.ts'

/** The title that a reader finds in StoryTitle, where `title` was written. */
export function storyTitleText(title: string): string {
  return oneLineEnd(title).trim() || 'Untitled story'
}
