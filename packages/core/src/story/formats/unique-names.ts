/** Gives out names that no two share. */
export interface UniqueNames {
  /** `wish`, or `wish` with the first free number behind it: "Hall", "Hall (2)" … Never longer than the maximum. */
  take: (wish: string) => string
}

/** Room for the longest number. */
const numberMax = 10

/** Names of at most `max` UTF-16 code units, none of them in `taken`. Any number of equal wishes takes linear time. */
export function uniqueNames(
  max: number,
  taken: Iterable<string>,
  numbered: (n: number) => string = (n) => ` (${n})`,
): UniqueNames {
  const given = new Set(taken)
  const next = new Map<string, number>()
  function take(wish: string): string {
    let name = cutText(wish, max)
    // Names that lose their ends to the number count together, or each would try all numbers of the others.
    const stem = cutText(wish, max - numberMax)
    for (let n = next.get(stem) ?? 2; given.has(name); n++) {
      name = stem + numbered(n)
      next.set(stem, n + 1)
    }
    given.add(name)
    return name
  }
  return { take }
}

/** The first `max` code units of `text`, one less where that would halve a surrogate pair. */
function cutText(text: string, max: number): string {
  if (text.length <= max) return text
  const cut = text.slice(0, max)
  return cut.isWellFormed() ? cut : cut.slice(0, -1)
}
