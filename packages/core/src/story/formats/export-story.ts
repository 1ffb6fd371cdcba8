import type { Story } from '../model.ts'
import { keepPath } from './keep-path.ts'
import { type StoryFormatId, storyFormats } from './registry.ts'

export interface ExportOptions {
  /** Write only the path from the root to this node; the whole tree when absent. A screenplay of one branch wants it. */
  headNodeId?: string
}

export interface ExportedStory {
  text: string
  mimeType: string
  /** File name extension, without the dot. */
  extension: string
}

/**
 * The story as text. The same story gives the same text. JSON is lossless; what each other format leaves out is said
 * where it is written. NOT_FOUND when there is no live node `headNodeId`.
 */
export function exportStory(story: Story, format: StoryFormatId, options: ExportOptions = {}): ExportedStory {
  const { write, mimeType, extension } = storyFormats[format]
  const part = options.headNodeId === undefined ? story : keepPath(story, options.headNodeId)
  return { text: write(part), mimeType, extension }
}
