import type { NewId } from '../edits/row-change.ts'
import type { Story } from '../model.ts'

/** One way of writing a story down. `registry.ts` lists them all. */
export interface StoryFormat {
  label: string
  mimeType: string
  /** File name extension, without the dot. */
  extension: string
  write: (story: Story) => string
  /** Null for a format that is written only. */
  read: ((text: string, newId: NewId) => Story) | null
}
