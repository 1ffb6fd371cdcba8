/** A node as far as its place matters. */
interface Place {
  parent: number | null
  position: number
  /** Not a step of the story: a script, a style sheet, a passage that nothing leads to. */
  aside?: boolean
}

/** Index of the node where `main` ends in a story that says nothing of branches: the root's first child's first child … */
export function firstLineEnd(places: readonly Place[]): number {
  const first = new Map<number, number>()
  places.forEach(({ parent, position, aside }, index) => {
    if (parent === null || aside === true) return
    const before = first.get(parent)
    if (before === undefined || position < (places[before]?.position ?? 0)) first.set(parent, index)
  })
  let end = places.findIndex(({ parent }) => parent === null)
  for (let next = first.get(end); next !== undefined; next = first.get(end)) end = next
  return end
}
