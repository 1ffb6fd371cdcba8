import { commonWholes, commonWords } from './common-password-list.ts'

/** Runs that a finger makes, forth; the way back is tried as well. */
const walks = [
  '01234567890123456789',
  'abcdefghijklmnopqrstuvwxyz',
  'qwertyuiop[]',
  'qwertzuiopü',
  'azertyuiopqsdfghjklm',
  'asdfghjkl;',
  'zxcvbnm,./',
  '1qaz2wsx3edc4rfv5tgb6yhn',
  'qazwsxedcrfvtgb',
]
const runs = walks.flatMap((walk) => [walk, walk.split('').reverse().join('')])

const plainLetters: Record<string, string> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
}

/** Letters as people disguise them, undone: `p@ssw0rd` is `password`. */
function undisguised(text: string): string {
  return text.replace(/[013457@$!]/g, (sign) => plainLetters[sign] ?? sign)
}

/**
 * Whether a guesser's first few thousand attempts would hold `password`: a favourite, a common word with up to four
 * digits or signs behind it, a run of neighbouring keys, or a short piece repeated. Letter case does not help.
 */
export function isCommonPassword(password: string): boolean {
  const text = password.toLowerCase()
  if (commonWholes.has(text) || runs.some((run) => run.includes(text))) return true
  if (/^(.{1,4})\1+$/su.test(text)) return true
  // Each length of the tail is tried, because `passw0rd1` and `trustno1` end in a digit that may belong to the word.
  for (let tail = 0; tail <= 4 && tail < text.length; tail++) {
    if (tail > 0 && /\p{L}/u.test(text.at(-tail) ?? '')) return false
    const stem = text.slice(0, text.length - tail)
    if (commonWords.has(stem) || commonWords.has(undisguised(stem))) return true
  }
  return false
}
