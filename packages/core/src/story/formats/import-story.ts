import type { Story } from '../model.ts'
import { type ReadableStoryFormatId, storyFormats } from './registry.ts'
import type { NewId } from '../edits/row-change.ts'

/**
 * The story that `text` tells, with new ids throughout. It keeps every limit and has one root and the branch `main`.
 * VALIDATION_ERROR for a malformed file: its message begins with the line and column, `details.line` and
 * `details.column` hold them (from 1, columns in UTF-16 code units), where the mistake has a place.
 */
export function importStory(text: string, format: ReadableStoryFormatId, newId: NewId): Story {
  return storyFormats[format].read(text, newId)
}
