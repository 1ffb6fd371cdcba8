import { jsonErrorOffset } from './json-error-offset.ts'

/** What came of a text that should be JSON: its value, or where it stops being JSON. */
export type ParsedJson = { ok: true; value: unknown } | { ok: false; offset: number }

/**
 * JSON without an exception. The offset of a mistake (UTF-16 code units; the length of the text when it ends too early)
 * is exact on every engine, which the words of a SyntaxError are not.
 */
export function parseJson(text: string): ParsedJson {
  try {
    return { ok: true, value: JSON.parse(text) as unknown }
  } catch {
    return { ok: false, offset: jsonErrorOffset(text) }
  }
}
