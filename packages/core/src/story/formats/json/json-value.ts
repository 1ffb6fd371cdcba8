import { z } from 'zod'
import { cleanName } from '../../edits/input-issues.ts'
import { jsonBytesMax, jsonDepthMax } from '../../limits.ts'
import type { JsonObject } from '../../model.ts'
import { isStorable } from '../source-text.ts'
import { counted } from '../text-error.ts'

const unstorable = 'holds a NUL character or half of a surrogate pair'

/** A string that a row can hold, of at most `max` UTF-16 code units. */
export function storableText(max: number): z.ZodString {
  return z.string().max(max).refine(isStorable, unstorable)
}

/** A name as edits store it: composed accents, no white space around it, not empty. Other spellings of it are made so. */
export function storableName(max: number): z.ZodString {
  return z.string().overwrite(cleanName).min(1).max(max).refine(isStorable, unstorable)
}

/** A finite number; JSON can write the negative nought, no database keeps it. */
export const jsonPosition = z.number().overwrite((position) => position + 0)

/** A JSON object out of a parsed file: no deeper and no larger than a row may hold. */
export const jsonObject = z
  .custom<JsonObject>(isObject, { message: 'must be an object', abort: true })
  .superRefine((value, ctx) => {
    const mistake = jsonMistake(value)
    if (mistake !== null) ctx.addIssue({ code: 'custom', message: mistake })
  })

/** What forbids to store `value`, which is JSON, in words; null when nothing does. */
export function jsonMistake(value: JsonObject): string | null {
  if (depthOver(value, jsonDepthMax)) return `is nested deeper than ${jsonDepthMax} levels`
  const text = JSON.stringify(value)
  if (new TextEncoder().encode(text).length > jsonBytesMax) return `takes more than ${counted(jsonBytesMax)} bytes`
  // Where JSON.stringify escapes, the text is well formed whatever the value holds.
  if (/\\u0000|\\ud[89a-f]/i.test(text) && !isStorableJson(value)) {
    return unstorable
  }
  return null
}

export function isObject(value: unknown): value is JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
}

function depthOver(value: unknown, levels: number): boolean {
  if (value === null || typeof value !== 'object') return false
  if (levels === 0) return true
  return Object.values(value).some((part) => depthOver(part, levels - 1))
}

function isStorableJson(value: unknown): boolean {
  if (typeof value === 'string') return isStorable(value)
  if (value === null || typeof value !== 'object') return true
  return Object.entries(value).every(([key, part]) => isStorable(key) && isStorableJson(part))
}
