// Prisma's own command line; the house authors and applies migrations by packages/db/src/migrate.
// A plain object: `prisma/config` cannot be imported here, because prisma is a dependency of packages/db and not of the root.
export default {
  schema: 'prisma/schema',
  migrations: { path: 'prisma/migrations' },
  datasource: { url: process.env.DATABASE_URL ?? 'postgresql://localhost:5432/cronicl' },
}
