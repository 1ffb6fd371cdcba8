import type { JsonObject, JsonValue } from '../../model.ts'
import { isObject } from '../json/json-value.ts'
import { parseJson } from '../json/parse-json.ts'
import { sortedJson } from '../json/sorted-json.ts'
import { placeAt, type TextPlace, textError } from '../text-error.ts'
import { ifidOf, isIfid } from './ifid.ts'
import type { PlacedPassage } from './passage.ts'

/** What the passage StoryData says; fields that nobody named stay in `rest`, as `format`, `zoom` and others do. */
export interface StoryData {
  ifid: string | null
  start: string | null
  rest: JsonObject
}

const types: Record<string, (value: JsonValue) => boolean> = {
  ifid: (value) => typeof value === 'string',
  start: (value) => typeof value === 'string',
  format: (value) => typeof value === 'string',
  'format-version': (value) => typeof value === 'string',
  'tag-colors': (value) => isObject(value) && Object.values(value).every((color) => typeof color === 'string'),
  zoom: (value) => typeof value === 'number',
}

/** VALIDATION_ERROR at the place of broken JSON, of a field of the wrong type and of an IFID that is no UUID. */
export function readStoryData(passage: PlacedPassage): StoryData {
  const parsed = parseJson(passage.text)
  if (!parsed.ok) throw textError(placeIn(passage, parsed.offset), 'StoryData is no JSON from here on.')
  const data = parsed.value
  if (!isObject(data)) throw textError(placeIn(passage, 0), 'StoryData must be a JSON object.')
  for (const [key, value] of Object.entries(data)) {
    if (Object.hasOwn(types, key) && types[key]?.(value) === false) {
      throw textError(placeOfKey(passage, key), `“${key}” of StoryData is of the wrong type.`)
    }
  }
  const { ifid, start, ...rest } = data
  if (typeof ifid === 'string' && !isIfid(ifid)) {
    throw textError(placeOfKey(passage, 'ifid'), `The IFID “${ifid}” is no UUID.`)
  }
  return {
    ifid: typeof ifid === 'string' ? ifid.toUpperCase() : null,
    start: typeof start === 'string' ? start : null,
    rest,
  }
}

/** The settings that keep StoryData: `ifid`, and `twee` with the rest. */
export function settingsOf({ ifid, rest }: StoryData): JsonObject {
  return { ...(ifid !== null && { ifid }), ...(Object.keys(rest).length > 0 && { twee: rest }) }
}

/** StoryData out of the settings that keep it. A story without an IFID gets one from `seed`. */
export function storyDataText(settings: JsonObject, start: string, seed: string): string {
  const ifid = typeof settings.ifid === 'string' && isIfid(settings.ifid) ? settings.ifid.toUpperCase() : ifidOf(seed)
  const kept = isObject(settings.twee) ? Object.entries(sortedJson(settings.twee)) : []
  const rest = kept.filter(([key, value]) => !(Object.hasOwn(types, key) && types[key]?.(value) === false))
  return JSON.stringify(Object.fromEntries([['ifid', ifid], ...rest, ['start', start]]), null, 2)
}

/** Where a key of StoryData stands. */
export function placeOfKey(passage: PlacedPassage, key: string): TextPlace {
  return placeIn(passage, Math.max(0, passage.text.indexOf(JSON.stringify(key))))
}

/** Where `offset` of a passage's text is in the file. */
export function placeIn(passage: PlacedPassage, offset: number): TextPlace {
  const { line, column } = placeAt(passage.text, offset)
  return { line: passage.line + line, column }
}
