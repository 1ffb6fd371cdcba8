/** A mistake in a file's value, by the path to it. */
export interface JsonMistake {
  path: (string | number)[]
  message: string
}

/** The rows whose key an earlier row of the table has. */
export function repeated<T>(rows: readonly T[], table: string, keyOf: (row: T) => string): JsonMistake[] {
  const seen = new Set<string>()
  return rows.flatMap((row, index) => {
    const key = keyOf(row)
    const again = seen.has(key)
    seen.add(key)
    return again ? [{ path: [table, index], message: 'The same stands in the list before.' }] : []
  })
}
