/**
 * `value` with the keys of every object in the order of their code units, so that equal values are written equally.
 * Takes values of limited depth (`jsonDepthMax`).
 */
export function sortedJson<T>(value: T): T {
  if (value === null || typeof value !== 'object') return value
  if (Array.isArray(value)) return value.map((part: unknown) => sortedJson(part)) as T
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  // fromEntries defines its properties, so a key named __proto__ stays one.
  return Object.fromEntries(entries.map(([key, part]): [string, unknown] => [key, sortedJson(part)])) as T
}
