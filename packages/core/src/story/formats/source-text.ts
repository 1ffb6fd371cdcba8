import { placeAt, textError } from './text-error.ts'

/**
 * An imported text with \n at the end of every line and without a byte order mark. Refuses what no story can hold: NUL,
 * which Postgres cannot store, and halves of surrogate pairs, which UTF-8 cannot say.
 */
export function sourceText(text: string): string {
  const source = oneLineEnd(text.startsWith('\uFEFF') ? text.slice(1) : text)
  refuseUnstorable(source)
  return source
}

/** `text` with \n for every \r\n and \r. */
export function oneLineEnd(text: string): string {
  return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text
}

/** Whether a row can hold `text`. */
export function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0')
}

function refuseUnstorable(text: string): void {
  const nul = text.indexOf('\0')
  if (nul !== -1) throw textError(placeAt(text, nul), 'The text holds a NUL character.')
  if (text.isWellFormed()) return
  const half = text.search(/\p{Surrogate}/u)
  throw textError(placeAt(text, half), 'The text holds half of a surrogate pair, which is no character.')
}
