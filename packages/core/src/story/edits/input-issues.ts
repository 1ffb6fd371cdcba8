import { type Issue, validationError } from '../../errors.ts'
import { jsonBytesMax, jsonDepthMax } from '../limits.ts'
import type { JsonObject, JsonValue } from '../model.ts'

type Path = Issue['path']

/** Throws all of them at once as VALIDATION_ERROR; does nothing when there are none. */
export function refuse(issues: Issue[]): void {
  if (issues.length > 0) throw validationError(issues)
}

/** A name as it is stored: composed accents, no white space around it. */
export function cleanName(name: string): string {
  return name.normalize('NFC').trim()
}

/** What is wrong with a text that may be empty. Nothing is wrong with one that was not given. */
export function textIssues(path: Path, text: string | undefined, max: number): Issue[] {
  if (text === undefined) return []
  if (text.length > max) {
    return [{ path, message: `At most ${max.toLocaleString('en')} characters; there are ${text.length}.` }]
  }
  return storable(text) ? [] : [{ path, message: 'The text holds a character that is none (NUL or half a pair).' }]
}

/** What is wrong with a name, as it will be stored. */
export function nameIssues(path: Path, name: string | undefined, max: number): Issue[] {
  if (name === undefined) return []
  const clean = cleanName(name)
  return clean === '' ? [{ path, message: 'A name is needed.' }] : textIssues(path, clean, max)
}

export function positionIssues(position: number | undefined): Issue[] {
  if (position === undefined || Number.isFinite(position)) return []
  return [{ path: ['position'], message: 'A position is a finite number.' }]
}

/** What is wrong with an object that will be stored as JSON: too large, too deep, or with values that JSON has not. */
export function jsonIssues(path: Path, object: JsonObject | undefined): Issue[] {
  if (object === undefined) return []
  const message = strangerIn(object)
  if (message !== null) return [{ path, message }]
  const bytes = new TextEncoder().encode(JSON.stringify(object)).length
  if (bytes <= jsonBytesMax) return []
  return [{ path, message: `At most ${jsonBytesMax.toLocaleString('en')} bytes of JSON; there are ${bytes}.` }]
}

/** Looks at every value without recursion: what comes from outside may be deeper than the stack. */
function strangerIn(object: JsonObject): string | null {
  const ahead: { value: JsonValue | undefined; depth: number }[] = [{ value: object, depth: 1 }]
  for (let next = ahead.pop(); next !== undefined; next = ahead.pop()) {
    const { value, depth } = next
    if (typeof value === 'string' && !storable(value)) return 'A text in it holds a character that is none.'
    if (typeof value === 'number' && !Number.isFinite(value)) return 'A number in it is not finite.'
    if (!['string', 'number', 'boolean', 'object'].includes(typeof value)) return 'A value in it is not JSON.'
    if (typeof value !== 'object' || value === null) continue
    if (depth > jsonDepthMax) return `Lists and objects may stand ${jsonDepthMax} deep in each other.`
    if (!Array.isArray(value) && !Object.keys(value).every(storable))
      return 'A key in it holds a character that is none.'
    for (const inner of Object.values(value)) ahead.push({ value: inner, depth: depth + 1 })
  }
  return null
}

/** Whether a database can keep it as UTF-8 text: no NUL, no half of a surrogate pair. */
function storable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0')
}
