const titleMax = 80

/** A title as it stands in an edit's summary. */
export function quoted(title: string): string {
  if (title.trim() === '') return 'a node without a title'
  const points = [...title]
  return `“${points.length > titleMax ? `${points.slice(0, titleMax - 1).join('')}…` : title}”`
}

/** "1 node", "2 nodes". */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
