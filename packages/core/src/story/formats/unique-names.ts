/** Gives out names that no two share. */
export interface UniqueNames {
  /** `wish`, or `wish` with the first free number behind it: "Hall", "Hall (2)" … Never longer than the maximum. */
  take: (wish: string) => string
}

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
    for (let n = next.get(wish) ?? 2; given.has(name); n++) {
      const number = numbered(n)
      name = cutText(wish, max - number.length) + number
      next.set(wish, n + 1)
    }
    given.add(name)
    return name
  }
  return { take }
}

/** The first `max` code units of `text`, one less where that would halve a surrogate pair. */
export function cutText(text: string, max: number): string {
  if (text.length <= max) return text
  const cut = text.slice(0, max)
  return cut.isWellFormed() ? cut : cut.slice(0, -1)
}
