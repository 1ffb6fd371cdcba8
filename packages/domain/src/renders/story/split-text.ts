/** As many as two lines of captions hold. */
const pieceMax = 84
const wordMax = 40

/**
 * A text in pieces that can be read at a glance: whole sentences where they are short, else cut after a comma, else
 * between words. What cannot be drawn is left out.
 */
export function splitText(text: string): string[] {
  return sentencesOf(drawable(text)).flatMap(splitSentence).filter(isSeen)
}

/** One line of what can be drawn; empty when there is nothing to see. */
export function lineOf(text: string, charactersMax: number): string {
  const line = drawable(text).replaceAll(/\s+/g, ' ').trim()
  const characters = charactersOf(line)
  const cut = characters.length > charactersMax ? `${characters.slice(0, charactersMax - 1).join('')}…` : line
  return isSeen(cut) ? cut : ''
}

export function countWords(text: string): number {
  return text.split(/\s+/).filter((word) => word !== '').length
}

/** Control characters have no glyph, and the document refuses them. */
function drawable(text: string): string {
  return text
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(/[\p{Cc}\uFFFE\uFFFF]/gu, (character) => (character === '\n' ? '\n' : ' '))
}

function isSeen(text: string): boolean {
  return /[^\s\p{Cf}]/u.test(text)
}

function sentencesOf(text: string): string[] {
  return text
    .split(/\n+|(?<=[.!?…。！？]["'”’»)]*)\s+/u)
    .map((sentence) => sentence.replaceAll(/\s+/g, ' ').trim())
    .filter((sentence) => sentence !== '')
}

function splitSentence(sentence: string): string[] {
  if (sentence.length <= pieceMax) return [sentence]
  const words = sentence.split(' ').flatMap(shortWords)
  const pieces: string[] = []
  let piece = ''
  for (const word of words) {
    const longer = piece === '' ? word : `${piece} ${word}`
    const restsAtComma = /[,;:—–]$/.test(piece) && piece.length > pieceMax / 2
    if (piece !== '' && (longer.length > pieceMax || restsAtComma)) {
      pieces.push(piece)
      piece = word
    } else piece = longer
  }
  return [...pieces, piece]
}

/** Scripts without spaces, and addresses, are cut anywhere between two characters. */
function shortWords(word: string): string[] {
  if (word.length <= wordMax) return [word]
  const characters = charactersOf(word)
  const parts: string[] = []
  for (let at = 0; at < characters.length; at += wordMax) parts.push(characters.slice(at, at + wordMax).join(''))
  return parts
}

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** What a reader takes for one: an emoji of several code points is not cut. */
function charactersOf(text: string): string[] {
  return Array.from(segmenter.segment(text), ({ segment }) => segment)
}
