import { chain, filter } from './filter.ts'
import type { Detour } from './line.ts'

/** The colours of a picture by one road and its alpha by another, joined again. */
export function apart(colors: readonly string[], alpha: readonly string[] = []): Detour {
  return (from, to) => [
    chain([from], [filter('split', { outputs: 2 })], [`${to}c`, `${to}a`]),
    chain([`${to}c`], colors, `${to}color`),
    chain([`${to}a`], [...alpha, filter('alphaextract')], `${to}alpha`),
    chain([`${to}color`, `${to}alpha`], [filter('alphamerge')], to),
  ]
}
