import pg from 'pg'

const oids = { internalChar: 18, text: 25 }

/**
 * Postgres's catalogue has columns of the internal one-byte type "char", which Prisma's adapter refuses
 * (`UnsupportedNativeDataType`). This client shows them as text, which is how they arrive anyway.
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

function showCharAsText(result: unknown): unknown {
  const fields = (result as { fields?: { dataTypeID: number }[] } | undefined)?.fields ?? []
  for (const field of fields) if (field.dataTypeID === oids.internalChar) field.dataTypeID = oids.text
  return result
}

/** A pool for reading the catalogue through Prisma's schema engine. */
export function catalogPool(url: string): pg.Pool {
  const pool = new pg.Pool({ connectionString: url, max: 2, Client: CatalogClient, options: '-c timezone=UTC' })
  pool.on('error', () => {})
  return pool
}
