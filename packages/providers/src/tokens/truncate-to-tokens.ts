import { countTokens } from './count-tokens.ts'

/** A token of o200k_base is at most so many characters, and those are blanks; words are far shorter. */
const charactersPerToken = 16

/**
 * The beginning of a text that has at most `max` tokens, cut as late as the count allows and never inside a character.
 * A text that fits comes back as it is.
 */
export function truncateToTokens(text: string, max: number): string {
  if (max <= 0) return ''
  const start = text.slice(0, max * charactersPerToken)
  if (start.length === text.length && countTokens(text) <= max) return text
  let [fits, over] = [0, start.length + 1]
  while (over - fits > 1) {
    const middle = (fits + over) >>> 1
    if (countTokens(start.slice(0, middle)) <= max) fits = middle
    else over = middle
  }
  return wholeCharacters(start.slice(0, fits))
}

/** Without half of a surrogate pair at the end. */
function wholeCharacters(text: string): string {
  const last = text.charCodeAt(text.length - 1)
  return last >= 0xd800 && last <= 0xdbff ? text.slice(0, -1) : text
}
