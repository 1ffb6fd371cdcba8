import { writeFountain } from './fountain/write-fountain.ts'
import { writeInk } from './ink/write-ink.ts'
import { readStoryJson } from './json/read-story-json.ts'
import { writeStoryJson } from './json/write-story-json.ts'
import { readMarkdown } from './markdown/read-markdown.ts'
import { writeMarkdown } from './markdown/write-markdown.ts'
import type { StoryFormat } from './story-format.ts'
import { readTwee } from './twee/read-twee.ts'
import { writeTwee } from './twee/write-twee.ts'

/** Every format that a story is exported to or imported from. One line is all that a new one needs. */
// biome-ignore format: a table
export const storyFormats = {
  json: { label: 'JSON (lossless)', mimeType: 'application/json', extension: 'json', write: writeStoryJson, read: readStoryJson },
  twee: { label: 'Twee 3 (Twine)', mimeType: 'text/x-twee', extension: 'twee', write: writeTwee, read: readTwee },
  markdown: { label: 'Markdown', mimeType: 'text/markdown', extension: 'md', write: writeMarkdown, read: readMarkdown },
  ink: { label: 'ink', mimeType: 'text/x-ink', extension: 'ink', write: writeInk, read: null },
  fountain: { label: 'Fountain (screenplay)', mimeType: 'text/x-fountain', extension: 'fountain', write: writeFountain, read: null },
} as const satisfies Record<string, StoryFormat>

export type StoryFormatId = keyof typeof storyFormats

/** Formats that `importStory` reads. */
export type ReadableStoryFormatId = {
  [F in StoryFormatId]: (typeof storyFormats)[F]['read'] extends null ? never : F
}[StoryFormatId]

export const storyFormatIds = Object.keys(storyFormats) as StoryFormatId[]
export const readableStoryFormatIds = storyFormatIds.filter(
  (id): id is ReadableStoryFormatId => storyFormats[id].read !== null,
)
