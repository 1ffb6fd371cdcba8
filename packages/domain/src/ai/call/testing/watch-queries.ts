import type { Db, Prisma } from '@cronicl/db'

type Query = TemplateStringsArray | Prisma.Sql

/** The same database for raw queries, and nothing else; `before` sees each one's text first and may throw. */
export function watchQueries(db: Db, before: (sql: string) => void): Db {
  const $queryRaw = async (query: Query, ...values: unknown[]): Promise<unknown> => {
    before('text' in query ? query.text : query.join('?'))
    return db.$queryRaw(query, ...values)
  }
  return { $queryRaw } as unknown as Db
}
