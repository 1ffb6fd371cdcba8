import { escapeValue, formatNumber } from './escape.ts'

export type FilterOptions = Record<string, string | number>

/** One filter as FFmpeg reads it: `scale=w=640:h=360`. */
export function filter(name: string, options: FilterOptions = {}): string {
  const text = Object.entries(options).map(
    ([key, value]) => `${key}=${typeof value === 'number' ? formatNumber(value) : escapeValue(value)}`,
  )
  return text.length === 0 ? name : `${name}=${text.join(':')}`
}

/** Filters in a row between labelled ends; empty places, of what is not needed, fall out. */
export function chain(
  from: readonly string[],
  filters: readonly (string | null)[],
  to: string | readonly string[],
): string {
  const labels = (names: readonly string[]) => names.map((name) => `[${name}]`).join('')
  return `${labels(from)}${filters.filter((text) => text !== null).join(',')}${labels([to].flat())}`
}

/** Chains as one graph, one a line. */
export function graphOf(chains: readonly string[]): string {
  return chains.join(';\n')
}
