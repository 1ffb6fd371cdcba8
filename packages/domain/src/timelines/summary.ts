const titleMax = 80
const characters = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** A title as it stands in an edit's summary: shortened, but never within what a reader sees as one character. */
export function quoted(title: string): string {
  if (title.trim() === '') return 'a node without a title'
  if (title.length <= titleMax) return `“${title}”`
  const cut = characters.segment(title).containing(titleMax)?.index ?? titleMax
  return `“${title.slice(0, cut)}…”`
}

/** "1 node", "2 nodes". */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
