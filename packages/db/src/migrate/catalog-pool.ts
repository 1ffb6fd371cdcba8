import pg from 'pg'

const oids = { internalChar: 18, text: 25 }
const charColumns = new WeakMap<object, number[]>()

/**
 * Postgres's catalogue has columns of the internal one-byte type "char", which Prisma's adapter refuses
 * (`UnsupportedNativeDataType`). This client lets them through as text and remembers where they were.
 */
class CatalogClient extends pg.Client {
  // pg declares a dozen overloads: a pool passes a callback as the last argument, a direct caller takes the promise.
  override query(...args: never[]): never {
    const given = args as unknown[]
    const callback = given.at(-1)
    if (typeof callback === 'function') {
      given[given.length - 1] = (error: unknown, result: unknown) => callback(error, showCharAsText(result))
    }
    const answer = (super.query as (...a: unknown[]) => unknown)(...given)
    return (answer instanceof Promise ? answer.then(showCharAsText) : answer) as never
  }
}

function showCharAsText(answer: unknown): unknown {
  const result = answer as { fields?: { dataTypeID: number }[]; rows: object } | undefined
  const indexes: number[] = []
  for (const [index, field] of (result?.fields ?? []).entries()) {
    if (field.dataTypeID !== oids.internalChar) continue
    field.dataTypeID = oids.text
    indexes.push(index)
  }
  if (result && indexes.length > 0) charColumns.set(result.rows, indexes)
  return answer
}

/** The columns of `rows`, as this pool's query gave them, that are of type "char". */
export function charColumnsOf(rows: object): readonly number[] {
  return charColumns.get(rows) ?? []
}

/** A pool for reading the catalogue through Prisma's schema engine. */
export function catalogPool(url: string): pg.Pool {
  const pool = new pg.Pool({ connectionString: url, max: 2, Client: CatalogClient, options: '-c timezone=UTC' })
  pool.on('error', () => {})
  return pool
}
