import type { Db } from '@cronicl/db'

/** The same database for raw queries, and nothing else; `before` sees each one's text first and may throw. */
export function watchQueries(db: Db, before: (sql: string) => void): Db {
  const $queryRaw = async (query: TemplateStringsArray, ...values: unknown[]): Promise<unknown> => {
    before(query.join('?'))
    return db.$queryRaw(query, ...values)
  }
  return { $queryRaw } as unknown as Db
}
