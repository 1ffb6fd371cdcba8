import type { Story } from '../model.ts'

/** Makes the ids of what an import creates; `newId` of this package is one. */
export type MintId = (kind: 'node' | 'branch' | 'element' | 'fact') => string

/** One way of writing a story down. `registry.ts` lists them all. */
export interface StoryFormat {
  label: string
  mimeType: string
  /** File name extension, without the dot. */
  extension: string
  write: (story: Story) => string
  /** Null for a format that is written only. */
  read: ((text: string, newId: MintId) => Story) | null
}
