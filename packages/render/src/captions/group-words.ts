import type { Cue } from './cue.ts'
import { inOrder } from './read-captions.ts'

export interface TimedWord {
  text: string
  /** Seconds. */
  start: number
  end: number
}

/** A silence this long begins another caption. */
const pauseMs = 800
const sentenceEnd = /[.!?…。！？]["'”’)]*$/

/** Words with their times as captions of a few words each: a pause or the end of a sentence begins another. */
export function groupWords(words: readonly TimedWord[], maxWords: number): Cue[] {
  const groups: TimedWord[][] = []
  for (const word of words) {
    const group = groups.at(-1)
    const before = group?.at(-1)
    const isNew =
      !group ||
      !before ||
      group.length >= maxWords ||
      sentenceEnd.test(before.text) ||
      (word.start - before.end) * 1000 >= pauseMs
    if (isNew) groups.push([word])
    else group.push(word)
  }
  return inOrder(groups.map(cueOf))
}

function cueOf(group: readonly TimedWord[]): Cue {
  let text = ''
  const words = group.map((word) => {
    const from = text === '' ? 0 : text.length + 1
    text += `${text === '' ? '' : ' '}${word.text.trim()}`
    return { from, to: text.length, startMs: Math.round(word.start * 1000) }
  })
  const ends = group.map((word) => Math.round(word.end * 1000))
  return { startMs: words[0]?.startMs ?? 0, endMs: Math.max(...ends), text, words }
}
