import { z } from 'zod'
import { branchNameKey } from '../../edits/branch-names.ts'
import * as limits from '../../limits.ts'
import { factMistakes } from '../json/fact-mistakes.ts'
import { type JsonMistake, repeated } from '../json/json-mistake.ts'
import { jsonObject, jsonPosition, storableName, storableText } from '../json/json-value.ts'
import { parseJson } from '../json/parse-json.ts'
import { elementJson, factJson } from '../json/story-json.ts'
import { textError } from '../text-error.ts'
import { croniclDataName, type Passage, type PlacedPassage } from './passage.ts'
import { jsonLine } from './print-passages.ts'
import { placeIn } from './story-data.ts'

const name = z.string().max(limits.nodeTitleMax)

const entry = z.strictObject({
  name,
  /** Its parent and its place among the siblings, where the links alone would say something else. */
  parent: name.optional(),
  position: jsonPosition.optional(),
  title: storableText(limits.nodeTitleMax).optional(),
  kind: storableName(limits.nodeKindMax).optional(),
  /** Of a node that never was a passage: the position that the export gave it. */
  at: z.string().max(50).optional(),
  /** How many links stand at its end that are not in its content. */
  links: z.int().min(1).optional(),
  /** Where a passage's text cannot say the content exactly. */
  content: storableText(limits.nodeContentMax).optional(),
  metadata: jsonObject.optional(),
  merged: name.optional(),
})

const croniclData = z.strictObject({
  format: z.literal('cronicl-twee'),
  formatVersion: z.literal(1),
  story: z
    .strictObject({
      title: storableText(limits.storyTitleMax).min(1).optional(),
      description: storableText(limits.storyDescriptionMax).optional(),
      settings: jsonObject.optional(),
    })
    .default({}),
  passages: z.array(entry).default([]),
  branches: z.array(z.strictObject({ name: storableName(limits.branchNameMax), head: name })).default([]),
  elements: z.array(z.strictObject(elementJson)).default([]),
  facts: z.array(z.strictObject({ passage: name, ...factJson })).default([]),
})

export type PassageEntry = z.infer<typeof entry>

/** What of a story Twine has no words for. References are by passage name. */
export type CroniclData = Omit<z.infer<typeof croniclData>, 'format' | 'formatVersion'>

export const noCroniclData: CroniclData = { story: {}, passages: [], branches: [], elements: [], facts: [] }

/** VALIDATION_ERROR at the place of broken JSON; for a wrong shape at the passage, with the path in the message. */
export function readCroniclData(passage: PlacedPassage): CroniclData {
  const parsed = parseJson(passage.text)
  if (!parsed.ok) throw textError(placeIn(passage, parsed.offset), `${croniclDataName} is no JSON from here on.`)
  const checked = croniclData.safeParse(parsed.value)
  const [mistake] = checked.success ? dataMistakes(checked.data) : checked.error.issues
  if (checked.success && mistake === undefined) return checked.data
  const path = mistake?.path.map(String).join('.') ?? ''
  throw textError({ line: passage.line, column: 1 }, `${croniclDataName}, ${path}: ${mistake?.message}`)
}

function dataMistakes(data: CroniclData): JsonMistake[] {
  return [
    ...repeated(data.passages, 'passages', (passage) => passage.name),
    ...repeated(data.branches, 'branches', (branch) => branchNameKey(branch.name)),
    ...factMistakes(data.facts, ({ passage }) => passage),
  ]
}

/**
 * The passage that keeps `data`, one entry a line; null when there is nothing to keep. Compilers leave out what is tagged
 * Twine.private.
 */
export function croniclDataPassage(data: CroniclData): Passage | null {
  const lists = Object.entries(data).filter(([key, value]) => key !== 'story' && (value as unknown[]).length > 0)
  const hasStory = Object.keys(data.story).length > 0
  if (lists.length === 0 && !hasStory) return null
  const parts = ['"format":"cronicl-twee"', '"formatVersion":1']
  if (hasStory) parts.push(`"story":${withoutLinkMarks(jsonLine(data.story))}`)
  for (const [key, items] of lists) {
    const lines = (items as unknown[]).map((item) => withoutLinkMarks(jsonLine(item)))
    parts.push(`"${key}":[\n${lines.join(',\n')}\n]`)
  }
  return { name: croniclDataName, tags: ['Twine.private'], metadata: null, text: `{\n${parts.join(',\n')}\n}` }
}

/** The same JSON without [[, which Twine would take for a link. */
function withoutLinkMarks(json: string): string {
  if (!json.includes('[[')) return json
  return json.replace(/"(?:[^"\\]|\\.)*"|\[(?=\[)/g, (part) =>
    part === '[' ? '[ ' : part.replaceAll('[[', String.raw`[\u005b`),
  )
}
