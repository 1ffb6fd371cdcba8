import type { JsonObject } from '../../model.ts'

/** A passage as it stands in a file, decoded. */
export interface Passage {
  name: string
  tags: readonly string[]
  /** Null when its header has no metadata block. */
  metadata: JsonObject | null
  /** Without trailing blank lines. */
  text: string
}

/** A passage that was read, and the line of its header. */
export interface PlacedPassage extends Passage {
  line: number
}

/** Passages that are no part of the story's text: what the file says of the story, and what Twine cannot say of it. */
export const storyTitleName = 'StoryTitle'
export const storyDataName = 'StoryData'
export const croniclDataName = 'CroniclData'

/** Whether its text is a program or style rules, in which [[ ]] is no link. */
export function isCode(passage: Pick<Passage, 'tags'>): boolean {
  return passage.tags.includes('script') || passage.tags.includes('stylesheet')
}
