/** Scripts that put no space between words, or (Hangul) join particles to them: there a name counts inside a longer run. */
const unspaced =
  /^[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}\p{sc=Tibetan}]$/u
const ofAWord = /^[\p{L}\p{M}\p{N}_]$/u

/** Text as names are compared: Unicode NFC, without case, white space as single spaces. */
export function foldText(text: string): string {
  // Upper case first: only so do ß and SS meet, and all forms of sigma.
  return text.normalize('NFC').toUpperCase().toLowerCase().normalize('NFC').replace(/\s+/gu, ' ').trim()
}

/**
 * How often a name stands in a text as whole words; both folded by `foldText`. "Ann" is in "Ann's" and in "Ann-Marie",
 * not in "Anna". At a character of a script that writes no spaces, a word may begin and end anywhere.
 */
export function countMentions(text: string, name: string): number {
  if (name === '') return 0
  const [first, last] = [firstCharacter(name, 0), lastCharacter(name, name.length)]
  let count = 0
  let at = text.indexOf(name)
  while (at !== -1) {
    const end = at + name.length
    const isWhole = parts(lastCharacter(text, at), first) && parts(last, firstCharacter(text, end))
    if (isWhole) count += 1
    at = text.indexOf(name, isWhole ? end : at + 1)
  }
  return count
}

/** Whether one word can end and another begin between two characters that stand side by side; '' is the text's edge. */
function parts(left: string, right: string): boolean {
  if (!ofAWord.test(left) || !ofAWord.test(right)) return true
  // A mark belongs to the letter before it in every script.
  if (/^\p{M}$/u.test(right)) return false
  return unspaced.test(left) || unspaced.test(right)
}

function firstCharacter(text: string, at: number): string {
  const code = text.codePointAt(at)
  return code === undefined ? '' : String.fromCodePoint(code)
}

function lastCharacter(text: string, end: number): string {
  const low = text.charCodeAt(end - 1)
  const isPair = low >= 0xdc00 && low <= 0xdfff && end >= 2
  return end <= 0 ? '' : text.slice(isPair ? end - 2 : end - 1, end)
}
