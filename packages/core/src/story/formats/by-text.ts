/** Order of two texts by their code units: the same on every machine, which the order of a language is not. */
export function byText(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1
}
