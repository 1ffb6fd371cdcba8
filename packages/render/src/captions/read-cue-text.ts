import type { Cue, CueWord } from './cue.ts'
import { timeMs, timePattern } from './read-time.ts'

const entities: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&nbsp;': '\u00a0',
  '&lrm;': '\u200e',
  '&rlm;': '\u200f',
}
const stamp = new RegExp(`<(${timePattern})>`)
/** Tags of WebVTT, HTML tags in SRT, and the overrides of ASS that are found there. */
const tags = /<\/?[a-z][^<>]{0,500}>|\{\\[^{}]{0,500}\}/gi
// What the check of any text refuses: they have no glyph, and no place in markup.
const unprintable = /[\u0000-\u0008\u000b-\u001f\u007f\ufffe\uffff]/g

/** A cue's text without its markup. Times within it, as WebVTT has them for karaoke, become the times of its words. */
export function readCueText(raw: string, startMs: number): Pick<Cue, 'text' | 'words'> {
  // Every other part is a time, from which the part after it is said.
  const parts = raw.split(stamp)
  const words: CueWord[] = []
  let text = ''
  for (let i = 0; i < parts.length; i += 2) {
    const piece = plain(parts[i] ?? '')
    const from = text.length + piece.length - piece.trimStart().length
    text += piece
    const to = text.trimEnd().length
    if (to > from) words.push({ from, to, startMs: i === 0 ? startMs : timeMs(parts[i - 1] ?? '') })
  }
  const indent = text.length - text.trimStart().length
  const timed =
    parts.length === 1 ? [] : words.map((word) => ({ ...word, from: word.from - indent, to: word.to - indent }))
  return { text: text.trim(), words: timed }
}

function plain(text: string): string {
  return text
    .replace(tags, '')
    .replace(/&(amp|lt|gt|nbsp|lrm|rlm);/g, (entity) => entities[entity] ?? entity)
    .replace(unprintable, '')
}
